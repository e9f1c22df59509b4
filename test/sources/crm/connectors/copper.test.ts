import { describeConnector } from '../connector-contract.ts';
import { COPPER_EMAIL, COPPER_KEY, startCopperServer } from '../servers/copper.ts';

describeConnector('copper', {
  start: startCopperServer,
  addresses: ['https://api.copper.com'],
  variables: () => ({ COPPER_EMAIL, COPPER_KEY }),
  wrong: { COPPER_KEY: 'copper-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567'],
  nearMiss: null,
  secondNumber: 'persons and companies',
  delta: 'without deletes',
  companies: { contactUrl: null },
  pageSize: 200,
  contactUrl: null,
});
