import { describeConnector } from '../connector-contract.ts';
import { HUBSPOT_TOKEN, startHubspotServer } from '../servers/hubspot.ts';

describeConnector('hubspot', {
  start: startHubspotServer,
  addresses: ['https://api.hubapi.com'],
  variables: () => ({ HUBSPOT_TOKEN, HUBSPOT_PORTAL: '1234567' }),
  wrong: { HUBSPOT_TOKEN: 'pat-eu1-revoked' },
  finds: ['+31 20 123 45 67', '020-1234567', '0031201234567', '+31 (0)20 123 45 67'],
  // The same digits in another country: HubSpot's index has neither country.
  nearMiss: '+49 201234567',
  secondNumber: 'persons',
  delta: 'with deletes',
  // Companies have no index of numbers.
  companies: {
    finds: ['+31201234567', '+31 20 123 4567', '0031201234567', '020 123 4567', '0201234567'],
    contactUrl: () => 'https://app.hubspot.com/contacts/1234567/record/0-2/5000',
  },
  pageSize: 100,
  contactUrl: () => 'https://app.hubspot.com/contacts/1234567/record/0-1/1000',
});
