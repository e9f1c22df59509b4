import { describeConnector } from '../connector-contract.ts';
import { startTeamleaderServer, TEAMLEADER_CLIENT } from '../servers/teamleader.ts';
import { authorisedTokens } from '../servers/token-endpoint.ts';

describeConnector('teamleader', {
  start: startTeamleaderServer,
  addresses: ['https://api.focus.teamleader.eu', 'https://focus.teamleader.eu'],
  variables: () => ({ TEAMLEADER_CLIENT_ID: TEAMLEADER_CLIENT.id, TEAMLEADER_CLIENT_SECRET: TEAMLEADER_CLIENT.secret }),
  wrong: { TEAMLEADER_CLIENT_SECRET: 'teamleader-secret-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567'],
  nearMiss: '+49 201234567',
  secondNumber: 'persons and companies',
  delta: 'with deletes',
  company: 'in look-ups only',
  companies: { contactUrl: () => 'https://focus.teamleader.eu/company_detail.php?id=5000' },
  pageSize: 100,
  contactUrl: () => 'https://focus.teamleader.eu/contact_detail.php?id=1000',
  sessions: true,
  tokens: authorisedTokens,
  authorization: { page: (url) => `${url}/oauth2/authorize`, params: {}, pkce: false },
  busyUntil: (moment) => ({ 'X-RateLimit-Reset': new Date(moment).toISOString().replace('Z', '+0000') }),
});
