import { describeConnector } from '../connector-contract.ts';
import { authorisedTokens } from '../servers/token-endpoint.ts';
import { startZohoServer, ZOHO_CLIENT } from '../servers/zoho.ts';

describeConnector('zoho', {
  start: startZohoServer,
  addresses: ['https://www.zohoapis.{{$settings.domain}}', 'https://accounts.zoho.{{$settings.domain}}'],
  variables: () => ({ ZOHO_CLIENT_ID: ZOHO_CLIENT.id, ZOHO_CLIENT_SECRET: ZOHO_CLIENT.secret }),
  wrong: { ZOHO_CLIENT_SECRET: 'zoho-secret-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567'],
  nearMiss: null,
  secondNumber: 'persons',
  delta: 'with deletes',
  companies: { contactUrl: () => 'https://crm.zoho.eu/crm/tab/Accounts/5000' },
  pageSize: 200,
  contactUrl: () => 'https://crm.zoho.eu/crm/tab/Contacts/1000',
  sessions: true,
  tokens: authorisedTokens,
  authorization: {
    page: (url) => `${url}/oauth/v2/auth`,
    params: { scope: 'ZohoCRM.modules.READ,ZohoSearch.securesearch.READ', access_type: 'offline', prompt: 'consent' },
    pkce: false,
  },
});
