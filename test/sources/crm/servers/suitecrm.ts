import type { Request, Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unordered } from './unordered.ts';

export const SUITECRM_CLIENT = { id: 'suitecrm-client', secret: 'suitecrm-secret-not-a-real-one' };

type Person = Required<CrmPerson>;
type Row = Readonly<Record<string, string>>;
type Query = Readonly<Record<string, string | undefined>>;

const PEOPLE = 'first_name last_name account_name phone_work phone_mobile phone_home phone_other'.split(' ');

/** A module's object, and its fields. Those that are no column of its table cannot be filtered by. */
const MODULES: Readonly<Record<string, { readonly object: string; readonly fields: readonly string[] }>> = {
  Contacts: { object: 'Contact', fields: PEOPLE },
  Leads: { object: 'Lead', fields: [...PEOPLE, 'converted'] },
  Accounts: { object: 'Account', fields: ['name', 'phone_office', 'phone_alternate'] },
};

const OPERATORS: Readonly<Record<string, (own: string, value: string) => boolean>> = {
  eq: (own, value) => own === value,
  gt: (own, value) => own > value,
  gte: (own, value) => own >= value,
  like: (own, value) => new RegExp(`^${value.split('%').map(quote).join('.*')}$`, 'i').test(own),
};

/**
 * SuiteCRM's V8 API as its documentation and source have it: client credentials by a form, one condition for each field
 * and operator, columns compared as texts, rows in no order unless one is asked for, quotes as HTML has them, 400 for
 * whatever it does not know. Every third person is a lead; those who are called Converted were made contacts.
 */
export function startSuitecrmServer(): Promise<CrmServer> {
  return startCrmServer((app, records, violate) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/legacy/Api/access_token',
      clientId: SUITECRM_CLIENT.id,
      clientSecret: SUITECRM_CLIENT.secret,
      grant: 'client_credentials',
      lifetime: 3600,
    });

    app.get('/legacy/Api/V8/module/:module', (request, response) => {
      const { module } = request.params;
      const known = MODULES[module];
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? ''))
        return response.status(401).json({ error: 'access_denied', message: 'The resource owner denied the request.' });
      if (known === undefined) return refuse(response, `Module with name ${module} is not found`);
      const rows = [...records.people.values()]
        .filter(({ id, first }) => module === (first === '' ? 'Accounts' : id % 3 === 0 ? 'Leads' : 'Contacts'))
        .map(toRow);
      try {
        return sendPage(request, response, module, rows);
      } catch (error) {
        if (!(error instanceof RangeError)) violate(String(error));
        return refuse(response, (error as Error).message);
      }
    });

    return { endSessions };
  });
}

function sendPage(request: Request, response: Response, module: string, rows: readonly Row[]) {
  const { object = '', fields = [] } = MODULES[module] ?? {};
  const {
    [`fields[${module}]`]: asked = fields.join(','),
    'page[size]': size = '100000',
    'page[number]': number = '1',
    sort,
    ...filters
  } = request.query as Query;
  if (![size, number].every((text) => /^[1-9]\d*$/.test(text))) throw new RangeError('The option "page" is invalid');
  if (sort !== undefined && sort !== 'id') throw new RangeError(`Sort field ${sort} in ${object} module is not found`);
  const unknown = asked.split(',').filter((name) => !fields.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`The following field in ${object} module is not found: ${unknown.join()}`);
  const found = rows.filter(readFilter(filters, object, fields));
  const sorted =
    sort === undefined ? unordered(found) : found.toSorted((a, b) => ((a['id'] ?? '') < (b['id'] ?? '') ? -1 : 1));
  const end = Number(number) * Number(size);
  const data = sorted.slice(end - Number(size), end).map((row) => ({
    type: object,
    id: row['id'],
    attributes: Object.fromEntries(asked.split(',').map((name) => [name, asHtml(row[name] ?? '')])),
  }));
  response.type('application/vnd.api+json');
  if (data.length === 0)
    return response.json({ meta: { message: 'Request was successful, but there is no result' }, data });
  const meta = { 'total-pages': Math.ceil(found.length / Number(size)), 'records-on-this-page': data.length };
  return response.json({ meta, data, links: {} });
}

/** What the parameters `filter[…]` say of a row. Throws RangeError for what SuiteCRM refuses. */
function readFilter(filters: Query, object: string, fields: readonly string[]): (row: Row) => boolean {
  const { 'filter[operator]': operator = 'and', ...others } = filters;
  if (operator !== 'and' && operator !== 'or') throw new RangeError(`Filter operator ${operator} is invalid`);
  const columns = new Set(['id', 'date_modified', ...fields]);
  if (object !== 'Lead') columns.delete('account_name');
  const conditions = Object.entries(others).map(([name, value = '']) => {
    const [, field = '', by = ''] = /^filter\[(\w+)\]\[(\w+)\]$/.exec(name) ?? [];
    const holds = OPERATORS[by];
    if (!columns.has(field)) throw new RangeError(`Filter field ${field} in ${object} module is not found`);
    if (holds === undefined) throw new RangeError(`Filter operator ${by} is invalid`);
    // A database would compare it, and be wrong.
    if (field === 'date_modified' && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value))
      throw new TypeError(`${value} is no moment`);
    return (row: Row) => holds(row[field] ?? '', value);
  });
  if (conditions.length === 0) return () => true;
  return (row) =>
    operator === 'or' ? conditions.some((holds) => holds(row)) : conditions.every((holds) => holds(row));
}

function refuse(response: Response, detail: string) {
  return response.status(400).json({ errors: { status: 400, title: null, detail } });
}

/** Where people have their second number, now in one field, now in another. */
const SECOND_FIELDS = ['phone_mobile', 'phone_home', 'phone_other'];

function toRow({ id, first, infix, last, company, phone, mobile, changedAt }: Person): Row {
  return {
    id: `5f0c0000-0000-0000-0000-${String(id).padStart(12, '0')}`,
    date_modified: new Date(changedAt).toISOString().replace('T', ' ').slice(0, 19),
    first_name: [first, infix].filter(Boolean).join(' '),
    last_name: last,
    name: company,
    account_name: company,
    phone_work: phone,
    [SECOND_FIELDS[Math.floor(id / 3) % 3] ?? '']: mobile,
    phone_office: phone,
    phone_alternate: mobile,
    converted: last === 'Converted' ? '1' : '0',
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '"': '&quot;', '<': '&lt;', '>': '&gt;', "'": '&#039;' };

function asHtml(text: string): string {
  return text.replaceAll(/["<>']/g, (character) => ENTITIES[character] ?? '');
}

function quote(text: string): string {
  return text.replaceAll(/[^\w]/g, String.raw`\$&`);
}
