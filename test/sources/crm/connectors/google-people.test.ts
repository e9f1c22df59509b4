import { describeConnector } from '../connector-contract.ts';
import { GOOGLE_CLIENT, startGooglePeopleServer } from '../servers/google-people.ts';
import { authorisedTokens } from '../servers/token-endpoint.ts';

describeConnector('google-people', {
  start: startGooglePeopleServer,
  addresses: ['https://people.googleapis.com', 'https://oauth2.googleapis.com'],
  variables: () => ({ GOOGLE_CLIENT_ID: GOOGLE_CLIENT.id, GOOGLE_CLIENT_SECRET: GOOGLE_CLIENT.secret }),
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
