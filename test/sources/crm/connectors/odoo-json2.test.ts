import { describeConnector } from '../connector-contract.ts';
import { ODOO } from '../servers/odoo-json-rpc.ts';
import { startOdooJson2Server } from '../servers/odoo-json2.ts';

describeConnector('odoo-json2', {
  start: startOdooJson2Server,
  addresses: [],
  variables: (url) => ({ ODOO_URL: url, ODOO_DATABASE: ODOO.database, ODOO_KEY: ODOO.key }),
  wrong: { ODOO_KEY: 'odoo-key-revoked' },
  finds: ['+31 20 123 45 67', '020-1234567', '0031 (20) 1234567'],
  nearMiss: null,
  delta: 'with deletes',
  numbers: 'one',
  companies: { contactUrl: (url) => `${url}/odoo/res.partner/5000` },
  pageSize: 500,
  contactUrl: (url) => `${url}/odoo/res.partner/1000`,
});
