import { describeConnector } from '../connector-contract.ts';
import { EXACT_CLIENT, EXACT_DIVISION, startExactServer } from '../servers/exact-online.ts';
import { authorisedTokens } from '../servers/token-endpoint.ts';

describeConnector('exact-online', {
  start: startExactServer,
  addresses: [],
  variables: (url) => ({
    EXACT_URL: url,
    EXACT_DIVISION,
    EXACT_CLIENT_ID: EXACT_CLIENT.id,
    EXACT_CLIENT_SECRET: EXACT_CLIENT.secret,
  }),
  wrong: { EXACT_CLIENT_SECRET: 'exact-secret-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'with deletes',
  companies: { contactUrl: null },
  pageSize: 1000,
  contactUrl: null,
  sessions: true,
  tokens: authorisedTokens,
  authorization: { page: (url) => `${url}/api/oauth2/auth`, params: {}, pkce: false },
  busyUntil: (moment) => ({ 'X-RateLimit-Minutely-Reset': String(moment) }),
});
