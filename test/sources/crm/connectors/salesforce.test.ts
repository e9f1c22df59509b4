import { describeConnector } from '../connector-contract.ts';
import { SALESFORCE_CLIENT, startSalesforceServer } from '../servers/salesforce.ts';

describeConnector('salesforce', {
  start: startSalesforceServer,
  addresses: [],
  variables: (url) => ({
    SALESFORCE_URL: url,
    SALESFORCE_CLIENT_ID: SALESFORCE_CLIENT.id,
    SALESFORCE_CLIENT_SECRET: SALESFORCE_CLIENT.secret,
  }),
  wrong: { SALESFORCE_CLIENT_SECRET: 'consumer-secret-revoked' },
  finds: ['+31 20 123 45 67', '020-1234567', '0031 (20) 1234567'],
  // The index has digits only: these are those of +31201234567 without its country code.
  nearMiss: '+20 123 4567',
  secondNumber: 'persons',
  delta: 'with deletes',
  companies: { contactUrl: (url) => `${url}/5000` },
  pageSize: 500,
  contactUrl: (url) => `${url}/1000`,
  sessions: true,
});
