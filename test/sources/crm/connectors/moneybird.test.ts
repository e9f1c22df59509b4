import { describeConnector } from '../connector-contract.ts';
import { MONEYBIRD, startMoneybirdServer } from '../servers/moneybird.ts';

describeConnector('moneybird', {
  start: startMoneybirdServer,
  addresses: ['https://moneybird.com'],
  variables: () => ({ MONEYBIRD_TOKEN: MONEYBIRD.token, MONEYBIRD_ADMINISTRATION: MONEYBIRD.administration }),
  wrong: { MONEYBIRD_TOKEN: 'moneybird-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'with deletes',
  numbers: 'one',
  companies: { contactUrl: (url) => `${url}/${MONEYBIRD.administration}/contacts/5000` },
  pageSize: 100,
  contactUrl: (url) => `${url}/${MONEYBIRD.administration}/contacts/1000`,
});
