import type { Request } from 'express';
import { startCrmServer, type CrmServer } from './crm-server.ts';
import { ODOO } from './odoo-json-rpc.ts';
import { searchPartners, type SearchRead } from './odoo-partners.ts';

/** Odoo's JSON-2 API from 19 on, as its documentation has it: a list as the answer, and no field `mobile` any more. */
export function startOdooJson2Server(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.post('/json/2/res.partner/search_read', (request: Request<unknown, unknown, SearchRead>, response) => {
      const refuse = (status: number, name: string, message: string) =>
        response.status(status).json({ name, message, arguments: [message], context: {}, debug: '' });
      if (request.get('authorization') !== `Bearer ${ODOO.key}`)
        return refuse(401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey');
      if (request.get('x-odoo-database') !== ODOO.database)
        return refuse(404, 'werkzeug.exceptions.NotFound', 'No such database');
      try {
        return response.json(searchPartners(records, ['phone'], request.body));
      } catch (error) {
        return refuse(422, 'odoo.exceptions.UserError', (error as Error).message);
      }
    });
  });
}
