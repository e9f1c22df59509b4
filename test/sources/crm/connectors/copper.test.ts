import { describeConnector } from '../connector-contract.ts';
import { COPPER_EMAIL, COPPER_KEY, startCopperServer } from '../servers/copper.ts';

describeConnector('copper', {
  start: startCopperServer,
  addresses: ['https://api.copper.com'],
  variables: () => ({ COPPER_EMAIL, COPPER_KEY, COPPER_ACCOUNT: '1234' }),
  wrong: { COPPER_KEY: 'copper-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567'],
  nearMiss: null,
  secondNumber: 'persons and companies',
  delta: 'without deletes',
  companies: { contactUrl: () => 'https://app.copper.com/companies/1234/app#/organization/5000' },
  pageSize: 200,
  contactUrl: () => 'https://app.copper.com/companies/1234/app#/contact/1000',
});
