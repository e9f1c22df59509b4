import type { Request } from 'express';
import { startCrmServer, type CrmServer } from './crm-server.ts';
import { searchPartners, type SearchRead } from './odoo-partners.ts';

export const ODOO = { database: 'example', user: 'phone@example.nl', key: 'odoo-key-not-a-real-one' };

const USER_ID = 7;

interface Call {
  readonly jsonrpc?: string;
  readonly method?: string;
  readonly params?: { readonly service: string; readonly method: string; readonly args: readonly unknown[] };
}

/** Database, user id, key, model and method; then what that is called with. */
type ExecuteArguments = readonly [
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
  (readonly (readonly unknown[])[])?,
  SearchRead?,
];

/** Odoo's /jsonrpc up to 18, as its documentation has it: 200 for every error, false for a login that is wrong. */
export function startOdooJsonRpcServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.post('/jsonrpc', (request: Request<unknown, unknown, Call>, response) => {
      const { jsonrpc, method, params } = request.body;
      const refuse = (message: string) =>
        response.json({
          jsonrpc: '2.0',
          id: null,
          error: { code: 200, message: 'Odoo Server Error', data: { message } },
        });
      if (jsonrpc !== '2.0' || method !== 'call' || params === undefined) return refuse('Invalid JSON-RPC data');
      const { service, args } = params;
      if (service === 'common' && params.method === 'authenticate') {
        const [database, user, key, environment] = args;
        if (args.length !== 4 || typeof environment !== 'object') return refuse('authenticate() takes 4 arguments');
        const isRight = database === ODOO.database && user === ODOO.user && key === ODOO.key;
        return response.json({ jsonrpc: '2.0', id: null, result: isRight ? USER_ID : false });
      }
      if (service !== 'object' || params.method !== 'execute_kw') return refuse('Method not found');
      const [database, user, key, model, called, [domain] = [], keywords = {}] = args as ExecuteArguments;
      if (database !== ODOO.database || user !== USER_ID || key !== ODOO.key) return refuse('Access Denied');
      if (model !== 'res.partner' || called !== 'search_read') return refuse(`Object ${String(model)} doesn't exist`);
      try {
        const asked = { ...keywords, ...(domain && { domain }) };
        return response.json({ jsonrpc: '2.0', id: null, result: searchPartners(records, ['phone', 'mobile'], asked) });
      } catch (error) {
        return refuse((error as Error).message);
      }
    });
  });
}
