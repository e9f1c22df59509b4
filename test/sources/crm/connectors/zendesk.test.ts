import { describeConnector } from '../connector-contract.ts';
import { startZendeskServer, ZENDESK_EMAIL, ZENDESK_TOKEN } from '../servers/zendesk.ts';

describeConnector('zendesk', {
  start: startZendeskServer,
  addresses: ['https://{{$settings.subdomain}}.zendesk.com'],
  variables: () => ({ ZENDESK_SUBDOMAIN: 'example', ZENDESK_EMAIL, ZENDESK_TOKEN }),
  wrong: { ZENDESK_TOKEN: 'zendesk-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567'],
  nearMiss: null,
  delta: 'with deletes',
  numbers: 'one',
  pageSize: 1000,
  contactUrl: (url) => `${url}/agent/users/1000`,
});
