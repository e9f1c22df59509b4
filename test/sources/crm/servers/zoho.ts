import type { Request, Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';

export const ZOHO_CLIENT = { id: '1000.NOTAREALONE', secret: 'zoho-secret-not-a-real-one' };

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

const MODULES: Readonly<Record<string, (person: Person) => Readonly<Record<string, unknown>>>> = {
  Contacts: (person) => ({
    ...namesOf(person),
    Account_Name: person.company ? { name: person.company, id: '77' } : null,
    Home_Phone: null,
    Other_Phone: null,
  }),
  Leads: (person) => ({ ...namesOf(person), Company: person.company || null }),
  Accounts: (person) => ({ Account_Name: person.company }),
};

const LONGEST_PAGE = 200;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

/**
 * Zoho CRM's API v8 as its documentation has it: a scheme of its own in Authorization, `fields` that must be given,
 * page tokens, If-Modified-Since with an offset, 304 and 204 without a body, deleted records in a list of their own.
 * Numbers are found as they were typed. Every third person is a lead.
 */
export function startZohoServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/oauth/v2/token',
      clientId: ZOHO_CLIENT.id,
      clientSecret: ZOHO_CLIENT.secret,
      grant: 'refresh_token',
      lifetime: 3600,
      answer: (url) => ({ api_domain: url }),
    });

    app.use('/crm/v8/:module', (request, response, next) => {
      const token = /^Zoho-oauthtoken (.+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
      if (!isGood(token)) return response.status(401).json({ code: 'INVALID_TOKEN', status: 'error' });
      if (!(request.params.module in MODULES)) return refuse(response, 'INVALID_MODULE');
      return next();
    });

    const peopleOf = (module: string, people: ReadonlyMap<number, Person>) =>
      [...people.values()].filter(
        ({ id, first }) => module === (first === '' ? 'Accounts' : id % 3 === 0 ? 'Leads' : 'Contacts'),
      );

    app.get('/crm/v8/:module/search', (request, response) => {
      const { module } = request.params;
      const { phone = '', fields = '' } = request.query as Query;
      if (unknownNames(request.query, 'phone fields page per_page').length > 0) return refuse(response, 'INVALID_DATA');
      if (phone === '') return refuse(response, 'REQUIRED_PARAM_MISSING');
      const found = peopleOf(module, records.people).filter((person) => [person.phone, person.mobile].includes(phone));
      const data = found.map((person) => render(person, module, fields));
      if (data.includes(undefined)) return refuse(response, 'INVALID_DATA');
      if (data.length === 0) return response.status(204).end();
      return response.json({ data, info: { per_page: 200, count: data.length, page: 1, more_records: false } });
    });

    app.get('/crm/v8/:module', (request, response) => {
      const { module } = request.params;
      const { fields, per_page = '200', page_token } = request.query as Query;
      const since = readSince(request);
      if (fields === undefined) return refuse(response, 'REQUIRED_PARAM_MISSING');
      if (unknownNames(request.query, 'fields per_page page_token').length > 0 || Number(per_page) > LONGEST_PAGE)
        return refuse(response, 'INVALID_DATA');
      if (since === undefined) return refuse(response, 'INVALID_REQUEST');
      const people = peopleOf(module, records.people).filter(({ changedAt }) => changedAt >= since);
      if (people.length === 0) return response.status(since === 0 ? 204 : 304).end();
      const start = page_token === undefined ? 0 : Number(Buffer.from(page_token, 'base64url').toString());
      const end = start + Number(per_page);
      const data = people.slice(start, end).map((person) => render(person, module, fields));
      if (data.includes(undefined)) return refuse(response, 'INVALID_DATA');
      const next = end < people.length ? Buffer.from(String(end)).toString('base64url') : null;
      return response.json({ data, info: { count: data.length, more_records: next !== null, next_page_token: next } });
    });

    app.get('/crm/v8/:module/deleted', (request, response) => {
      const { type, per_page = '200', page = '1' } = request.query as Query;
      const since = readSince(request);
      if (!['all', 'recycle', 'permanent'].includes(type ?? '')) return refuse(response, 'INVALID_DATA');
      if (unknownNames(request.query, 'type per_page page').length > 0 || since === undefined)
        return refuse(response, 'INVALID_REQUEST');
      const people = peopleOf(request.params.module, records.deleted).filter(({ changedAt }) => changedAt >= since);
      const end = Number(page) * Number(per_page);
      const data = people
        .slice(end - Number(per_page), end)
        .map(({ id, last }) => ({ id: String(id), display_name: last }));
      if (data.length === 0) return response.status(204).end();
      return response.json({ data, info: { page: Number(page), more_records: end < people.length } });
    });

    return { endSessions };
  });
}

/** Undefined for a moment that Zoho cannot read. */
function readSince(request: Request): number | undefined {
  const header = request.get('if-modified-since');
  if (header === undefined) return 0;
  return DATE_TIME.test(header) ? Date.parse(header) : undefined;
}

function refuse(response: Response, code: string) {
  return response.status(400).json({ code, details: {}, message: 'as the documentation says', status: 'error' });
}

function namesOf({ first, infix, last, mobile }: Person) {
  return { First_Name: [first, infix].filter(Boolean).join(' '), Last_Name: last, Mobile: mobile || null };
}

/** Undefined where a field is asked for that the module has not. */
function render(person: Person, module: string, fields: string) {
  const all: Readonly<Record<string, unknown>> = { Phone: person.phone || null, ...MODULES[module]?.(person) };
  const names = fields === '' ? Object.keys(all) : fields.split(',');
  if (names.some((name) => !(name in all))) return undefined;
  return { id: String(person.id), ...Object.fromEntries(names.map((name) => [name, all[name]])) };
}
