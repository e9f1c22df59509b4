import { describeConnector } from '../connector-contract.ts';
import { EXACT_CLIENT, EXACT_DIVISION, startExactServer } from '../servers/exact-online.ts';
import { authorisedTokens } from '../servers/token-endpoint.ts';

const cardAt = (url: string, account: string) =>
  `${url}/docs/CRMAccountCard.aspx?_Division_=${EXACT_DIVISION}&AccountID=%7b${account}%7d`;

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
  companies: { contactUrl: (url) => cardAt(url, '5000') },
  pageSize: 1000,
  contactUrl: (url) => cardAt(url, 'account-of-1000'),
  sessions: true,
  tokens: authorisedTokens,
  authorization: { page: (url) => `${url}/api/oauth2/auth`, params: {}, pkce: false },
  busyUntil: (moment) => ({ 'X-RateLimit-Minutely-Reset': String(moment) }),
});
