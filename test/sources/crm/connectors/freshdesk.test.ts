import { describeConnector } from '../connector-contract.ts';
import { FRESHDESK_KEY, startFreshdeskServer } from '../servers/freshdesk.ts';

describeConnector('freshdesk', {
  start: startFreshdeskServer,
  addresses: ['https://{{$settings.domain}}.freshdesk.com'],
  variables: () => ({ FRESHDESK_DOMAIN: 'example', FRESHDESK_KEY }),
  wrong: { FRESHDESK_KEY: 'freshdesk-revoked' },
  finds: ['+31201234567', '0201234567', '31201234567', '0031201234567', '020 123 4567', '+31 20 123 4567'],
  nearMiss: null,
  secondNumber: 'persons',
  delta: 'with deletes',
  pageSize: 100,
  contactUrl: (url) => `${url}/a/contacts/1000`,
});
