import type { Request, Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmRecords, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

export const TEAMLEADER_CLIENT = { id: 'teamleader-client', secret: 'teamleader-secret-not-a-real-one' };

type Person = Required<CrmPerson>;

interface Body {
  readonly filter?: {
    readonly term?: string;
    readonly updated_since?: string;
    readonly status?: string;
    readonly ids?: readonly string[];
  };
  readonly page?: { readonly size?: number; readonly number?: number };
  readonly sort?: readonly { readonly field: string; readonly order?: string }[];
  readonly id?: string;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const LONGEST_PAGE = 100;

/**
 * Teamleader Focus as its documentation has it: refresh tokens for one time, POST with JSON only, filters by name, pages by
 * number, and a contact's companies only in contacts.info. What is removed was deactivated.
 */
export function startTeamleaderServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/oauth2/access_token',
      clientId: TEAMLEADER_CLIENT.id,
      clientSecret: TEAMLEADER_CLIENT.secret,
      grant: 'refresh_token',
      lifetime: 3600,
      rotates: true,
    });

    app.use((request, response, next) => {
      if (isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? '')) return next();
      return response.status(401).json({ errors: [{ title: 'Access token could not be verified' }] });
    });

    const everybody = () => [...records.people.values(), ...records.deleted.values()];
    const employers = () => [...new Set(everybody().flatMap(({ first, company }) => (first === '' ? [] : [company])))];

    app.post('/contacts.list', (request: Request<unknown, unknown, Body>, response) => {
      const contacts = everybody().filter(({ first }) => first !== '');
      const rows = contacts.map((person) => ({
        id: String(person.id),
        person,
        own: {
          first_name: [person.first, person.infix].filter(Boolean).join(' '),
          last_name: person.last,
          web_url: `https://focus.teamleader.eu/contact_detail.php?id=${person.id}`,
        },
      }));
      return sendList(request.body, response, rows, records);
    });

    app.post('/contacts.info', (request: Request<unknown, unknown, Body>, response) => {
      const person = records.people.get(Number(request.body.id));
      if (unknownNames(request.body, 'id').length > 0) return refuse(response, 'unknown attribute');
      if (person === undefined) return response.status(404).json({ errors: [{ title: 'Contact not found' }] });
      const company = { type: 'company', id: `company-${employers().indexOf(person.company)}` };
      const companies = person.company === '' ? [] : [{ position: null, company }];
      return response.json({ data: { id: String(person.id), companies } });
    });

    app.post('/companies.list', (request: Request<unknown, unknown, Body>, response) => {
      const known = employers().map((name, index) => ({ id: `company-${index}`, person: undefined, own: { name } }));
      const own = everybody().filter(({ first }) => first === '');
      const rows = own.map((person) => ({
        id: String(person.id),
        person,
        own: { name: person.company, web_url: `https://focus.teamleader.eu/company_detail.php?id=${person.id}` },
      }));
      return sendList(request.body, response, [...known, ...rows], records);
    });

    return { endSessions };
  });
}

interface Row {
  readonly id: string;
  /** Who has the numbers; nobody, for an employer that is known by its people only. */
  readonly person: Person | undefined;
  readonly own: object;
}

function sendList(
  { filter = {}, page = {}, sort = [], ...others }: Body,
  response: Response,
  rows: readonly Row[],
  { deleted }: CrmRecords,
) {
  const unknown = [
    ...unknownNames(others, 'includes'),
    ...unknownNames(filter, 'term updated_since status ids company_id email tags'),
    ...unknownNames(page, 'size number'),
    ...sort.filter(({ field }) => !['name', 'added_at', 'updated_at'].includes(field)),
  ];
  const { size = 20, number = 1 } = page;
  if (unknown.length > 0) return refuse(response, 'unknown attribute');
  if (typeof size !== 'number' || typeof number !== 'number' || size > LONGEST_PAGE || number < 1)
    return refuse(response, 'page');
  const { term, updated_since, status, ids } = filter;
  if (updated_since !== undefined && !DATE_TIME.test(updated_since)) return refuse(response, 'updated_since');
  if (ids !== undefined && !Array.isArray(ids)) return refuse(response, 'ids must be an array');
  const data = rows
    .filter(({ person }) => updated_since === undefined || (person?.changedAt ?? 0) >= Date.parse(updated_since))
    .filter(({ person }) => term === undefined || telephonesOf(person).some(({ number }) => number.includes(term)))
    .map(({ id, person, own }) => {
      const state = deleted.has(person?.id ?? 0) ? 'deactivated' : 'active';
      return Object.assign({ id, status: state, telephones: telephonesOf(person) }, own);
    })
    .filter((row) => (status === undefined || row.status === status) && (ids?.includes(row.id) ?? true));
  const sorted = sort[0]?.field === 'added_at' ? data : unordered(data);
  return response.json({ data: sorted.slice((number - 1) * size, number * size) });
}

function refuse(response: Response, title: string) {
  return response.status(400).json({ errors: [{ title }] });
}

function telephonesOf(person: Person | undefined) {
  const all = [
    { type: 'phone', number: person?.phone ?? '' },
    { type: 'mobile', number: person?.mobile ?? '' },
    { type: 'fax', number: '020 765 4321' },
  ];
  return all.filter(({ number }) => number !== '');
}
