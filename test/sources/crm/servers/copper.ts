import type { Request } from 'express';
import { startCrmServer, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

export const COPPER_EMAIL = 'admin@example.com';
export const COPPER_KEY = 'copper-not-a-real-one';

const KNOWN =
  'page_number page_size sort_by sort_direction name phone_number emails minimum_modified_date maximum_modified_date';

/** Copper's developer API v1 as its documentation has it: three headers, searches by POST, bare lists, Unix times. */
export function startCopperServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.use((request, response, next) => {
      const isKnown =
        request.get('x-pw-accesstoken') === COPPER_KEY &&
        request.get('x-pw-application') === 'developer_api' &&
        request.get('x-pw-useremail') === COPPER_EMAIL;
      return isKnown ? next() : response.status(401).json({ success: false, status: 401, message: 'Invalid API Key' });
    });

    app.post(
      ['/developer_api/v1/people/search', '/developer_api/v1/companies/search'],
      (request: Request<object, unknown, Readonly<Record<string, unknown>>>, response) => {
        const { page_number = 1, page_size = 20, phone_number, minimum_modified_date = 0, sort_by } = request.body;
        const isCompany = request.path.includes('companies');
        const size = Number(page_size);
        const isRight = [page_number, page_size, minimum_modified_date].every((value) => Number.isInteger(value));
        if (!isRight || size > 200 || unknownNames(request.body, KNOWN).length > 0)
          return response.status(422).json({ success: false, status: 422, message: 'Invalid input' });
        const found = [...records.people.values()]
          .filter(({ first }) => isCompany === (first === ''))
          .filter(({ changedAt }) => changedAt / 1000 >= Number(minimum_modified_date))
          .filter(
            ({ phone, mobile }) =>
              phone_number === undefined || [phone, mobile].some((typed) => typed === phone_number),
          );
        response.set('X-PW-TOTAL', String(found.length));
        const sorted = sort_by === 'date_created' ? found : unordered(found);
        const page = sorted.slice((Number(page_number) - 1) * size, Number(page_number) * size);
        return response.json(
          page.map(({ id, first, infix, last, company, phone, mobile, changedAt }) => ({
            id,
            name: isCompany ? company : [first, infix, last].filter(Boolean).join(' '),
            company_name: isCompany ? undefined : company || null,
            phone_numbers: [phone, mobile].filter(Boolean).map((number) => ({ number, category: 'work' })),
            date_modified: Math.floor(changedAt / 1000),
          })),
        );
      },
    );
  });
}
