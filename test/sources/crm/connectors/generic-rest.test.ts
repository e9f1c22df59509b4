import { describeConnector } from '../connector-contract.ts';
import { GENERIC_KEY, startGenericServer } from '../servers/generic-rest.ts';

describeConnector('generic-rest', {
  start: startGenericServer,
  addresses: [],
  variables: (url) => ({ MY_CRM_URL: url, MY_CRM_KEY: GENERIC_KEY }),
  wrong: { MY_CRM_KEY: 'key-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567'],
  nearMiss: null,
  delta: 'with deletes',
  pageSize: 100,
  contactUrl: (url) => `${url}/contacts/1000`,
});
