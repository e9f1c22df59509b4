import { describeConnector } from '../connector-contract.ts';
import { ACTIVECAMPAIGN_KEY, startActivecampaignServer } from '../servers/activecampaign.ts';

describeConnector('activecampaign', {
  start: startActivecampaignServer,
  addresses: [],
  variables: (url) => ({
    ACTIVECAMPAIGN_URL: url,
    ACTIVECAMPAIGN_APP: 'https://example.activehosted.com',
    ACTIVECAMPAIGN_KEY,
  }),
  wrong: { ACTIVECAMPAIGN_KEY: 'activecampaign-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'without deletes',
  numbers: 'one',
  pageSize: 100,
  contactUrl: () => 'https://example.activehosted.com/app/contacts/1000',
});
