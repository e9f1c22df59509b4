import { describeConnector } from '../connector-contract.ts';
import { ODOO, startOdooJsonRpcServer } from '../servers/odoo-json-rpc.ts';

describeConnector('odoo-json-rpc', {
  start: startOdooJsonRpcServer,
  addresses: [],
  variables: (url) => ({ ODOO_URL: url, ODOO_DATABASE: ODOO.database, ODOO_USER: ODOO.user, ODOO_KEY: ODOO.key }),
  wrong: { ODOO_KEY: 'odoo-key-revoked' },
  finds: ['+31 20 123 45 67', '020-1234567', '0031 (20) 1234567'],
  nearMiss: null,
  secondNumber: 'persons and companies',
  delta: 'with deletes',
  companies: { contactUrl: (url) => `${url}/web#id=5000&model=res.partner&view_type=form` },
  pageSize: 500,
  contactUrl: (url) => `${url}/web#id=1000&model=res.partner&view_type=form`,
});
