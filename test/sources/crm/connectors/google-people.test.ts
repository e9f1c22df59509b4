import { expect, test } from '@jest/globals';
import { describeConnector } from '../connector-contract.ts';
import { openConnector, readAll } from '../open-connector.ts';
import { GOOGLE_CLIENT, startGooglePeopleServer } from '../servers/google-people.ts';
import { authorisedTokens } from '../servers/token-endpoint.ts';

const ADDRESSES = ['https://people.googleapis.com', 'https://oauth2.googleapis.com'];
const VARIABLES = { GOOGLE_CLIENT_ID: GOOGLE_CLIENT.id, GOOGLE_CLIENT_SECRET: GOOGLE_CLIENT.secret };

describeConnector('google-people', {
  start: startGooglePeopleServer,
  addresses: ADDRESSES,
  variables: () => VARIABLES,
  wrong: { GOOGLE_CLIENT_SECRET: 'google-secret-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'with deletes',
  pageSize: 1000,
  contactUrl: () => 'https://contacts.google.com/person/1000',
  sessions: true,
  tokensExpire: true,
  tokens: authorisedTokens,
  authorization: {
    page: () => 'https://accounts.google.com/o/oauth2/v2/auth',
    params: { scope: 'https://www.googleapis.com/auth/contacts.readonly', access_type: 'offline', prompt: 'consent' },
    pkce: true,
  },
});

test('a sync token that Google answers 410 to is too old, too', async () => {
  const server = await startGooglePeopleServer();
  const options = { addresses: ADDRESSES, tokens: authorisedTokens };
  const source = await openConnector('google-people', server.url, VARIABLES, options);
  const signal = AbortSignal.timeout(10_000);
  const first = await source.sync?.(null, { signal });
  if (first) await readAll(first);
  server.refuse(1, { status: 410, body: { error: { code: 410, message: 'Sync token is expired.' } } });
  const second = await source.sync?.(first?.state() ?? null, { signal });
  source.close();
  await server.close();
  expect(second?.mode).toBe('full');
});
