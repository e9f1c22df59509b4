import type { Request, Response } from 'express';
import { companyIds, companyRows } from './company-ids.ts';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';

export const FRESHDESK_KEY = 'freshdesk-not-a-real-one';

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

const FIRST_COMPANY = 7000;

/**
 * Freshdesk's API v2 as its documentation has it: the key as a user name, queries within double quotes of at most 512
 * characters that compare exactly, bare lists with a Link header, and companies by id.
 */
export function startFreshdeskServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const login = `Basic ${Buffer.from(`${FRESHDESK_KEY}:X`).toString('base64')}`;
    app.use((request, response, next) => {
      if (request.get('authorization') === login) return next();
      return response.status(401).json({ code: 'invalid_credentials', message: 'You have to be logged in' });
    });

    const companies = () => companyRows(records, FIRST_COMPANY);
    const renderAll = (people: Iterable<Person>) => {
      const ids = companyIds(records, FIRST_COMPANY);
      return [...people].map((person) => render(person, ids));
    };
    const render = (person: Person, ids: ReadonlyMap<string, number>) => ({
      id: person.id,
      name: [person.first, person.infix, person.last].filter(Boolean).join(' '),
      phone: person.phone || null,
      mobile: person.mobile || null,
      company_id: ids.get(person.company) ?? null,
      updated_at: new Date(person.changedAt).toISOString(),
    });

    app.get('/api/v2/search/contacts', (request, response) => {
      const { query = '' } = request.query as Query;
      const conditions = query
        .slice(1, -1)
        .split(' OR ')
        .map((text) => /^(phone|mobile):'([^']+)'$/.exec(text));
      if (!/^".*"$/.test(query) || query.length > 512 || conditions.includes(null)) return refuse(response, 'query');
      const results = renderAll(records.people.values()).filter((person) =>
        conditions.some((condition) => person[condition?.[1] as 'phone' | 'mobile'] === condition?.[2]),
      );
      return response.json({ total: results.length, results: results.slice(0, 30) });
    });

    app.get('/api/v2/companies/:id', (request, response, next) => {
      const company = companies().find(({ id }) => String(id) === request.params.id);
      return company === undefined ? next() : response.json(company);
    });

    app.get('/api/v2/companies', (request, response) => sendPage(request, response, companies(), 'page per_page'));

    app.get('/api/v2/contacts', (request, response) => {
      const { _updated_since: since = '1970-01-01T00:00:00Z', state } = request.query as Query;
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(since)) return refuse(response, '_updated_since');
      if (state !== undefined && state !== 'deleted') return refuse(response, 'state');
      const people = state === undefined ? records.people : records.deleted;
      const changed = [...people.values()].filter(({ changedAt }) => changedAt >= Date.parse(since));
      const known = 'page per_page _updated_since email mobile phone company_id state';
      return sendPage(request, response, renderAll(changed), known);
    });
  });
}

function sendPage(request: Request, response: Response, all: readonly object[], known: string) {
  const { page = '1', per_page = '30' } = request.query as Query;
  const size = Number(per_page);
  if (unknownNames(request.query, known).length > 0 || !(size >= 1 && size <= 100)) return refuse(response, 'per_page');
  const end = Number(page) * size;
  if (end < all.length) {
    const next = new URL(request.originalUrl, `http://${request.get('host')}`);
    next.searchParams.set('page', String(Number(page) + 1));
    response.set('Link', `<${next.href}>; rel="next"`);
  }
  return response.json(all.slice(end - size, end));
}

function refuse(response: Response, field: string) {
  return response.status(400).json({ description: 'Validation failed', errors: [{ field, code: 'invalid_value' }] });
}
