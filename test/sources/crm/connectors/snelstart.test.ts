import { describeConnector } from '../connector-contract.ts';
import { SNELSTART, startSnelstartServer } from '../servers/snelstart.ts';

describeConnector('snelstart', {
  start: startSnelstartServer,
  addresses: ['https://b2bapi.snelstart.nl', 'https://auth.snelstart.nl'],
  variables: () => ({
    SNELSTART_CLIENT_KEY: SNELSTART.clientKey,
    SNELSTART_SUBSCRIPTION_KEY: SNELSTART.subscriptionKey,
  }),
  wrong: { SNELSTART_CLIENT_KEY: 'koppelsleutel-revoked', SNELSTART_SUBSCRIPTION_KEY: 'subscription-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'with deletes',
  companies: { contactUrl: null },
  pageSize: 500,
  contactUrl: null,
  sessions: true,
});
