import type { Response } from 'express';
import { companyIds, companyRows } from './company-ids.ts';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';

export const PIPEDRIVE_TOKEN = 'api-token-not-a-real-one';

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

const LONGEST_PAGE = 500;

/**
 * Pipedrive's API v2 as its documentation has it: a token in a header, opaque cursors, organizations by id, numbers found
 * by any two characters of what was typed, and other shapes in a search than in the list.
 */
export function startPipedriveServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.use('/api/v2', (request, response, next) => {
      if (request.get('x-api-token') === PIPEDRIVE_TOKEN) return next();
      return response.status(401).json({ success: false, error: 'unauthorized access' });
    });

    app.get('/api/v2/persons/search', (request, response) => {
      const { term = '', fields, limit = '100' } = request.query as Query;
      if (unknownNames(request.query, 'term fields limit cursor exact_match organization_id include_fields').length > 0)
        return refuse(response, 'unknown parameter');
      if (term.length < 2 || fields !== 'phone' || Number(limit) > LONGEST_PAGE)
        return refuse(response, 'term or fields');
      const found = [...records.people.values()].filter(({ phone, mobile }) =>
        [phone, mobile].some((typed) => typed.includes(term)),
      );
      const ids = companyIds(records, 1);
      const items = found.slice(0, Number(limit)).map((person) => ({
        result_score: 0.3,
        item: {
          id: person.id,
          type: 'person',
          name: nameOf(person),
          phones: numbersOf(person),
          emails: [],
          organization: person.company === '' ? null : { id: ids.get(person.company), name: person.company },
        },
      }));
      return response.json({ success: true, data: { items }, additional_data: { next_cursor: null } });
    });

    app.get('/api/v2/persons', (request, response) => {
      if (unknownNames(request.query, 'limit cursor updated_since sort_by sort_direction org_id ids').length > 0)
        return refuse(response, 'unknown parameter');
      const { updated_since } = request.query as Query;
      if (updated_since !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(updated_since))
        return refuse(response, 'updated_since must be RFC 3339');
      const since = updated_since === undefined ? 0 : Date.parse(updated_since);
      const people = [...records.people.values()].filter(({ changedAt }) => changedAt >= since);
      const ids = companyIds(records, 1);
      const rendered = people.map((person) => ({
        id: person.id,
        name: nameOf(person),
        first_name: person.first,
        last_name: person.last,
        org_id: ids.get(person.company) ?? null,
        phones: numbersOf(person).map((value, index) => ({ value, label: 'work', primary: index === 0 })),
        is_deleted: false,
        update_time: new Date(person.changedAt).toISOString(),
      }));
      return sendPage(response, request.query as Query, rendered);
    });

    app.get('/api/v2/organizations', (request, response) => {
      if (unknownNames(request.query, 'limit cursor').length > 0) return refuse(response, 'unknown parameter');
      return sendPage(response, request.query as Query, companyRows(records, 1));
    });
  });
}

function sendPage(response: Response, { limit = '100', cursor }: Query, all: readonly object[]) {
  const size = Number(limit);
  if (!(size >= 1 && size <= LONGEST_PAGE)) return refuse(response, 'limit must be 1..500');
  const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
  if (Number.isNaN(start)) return refuse(response, 'cursor');
  const next = start + size < all.length ? Buffer.from(String(start + size)).toString('base64url') : null;
  return response.json({
    success: true,
    data: all.slice(start, start + size),
    additional_data: { next_cursor: next },
  });
}

function refuse(response: Response, error: string) {
  return response.status(400).json({ success: false, error });
}

function nameOf({ first, infix, last }: Person): string {
  return [first, infix, last].filter(Boolean).join(' ');
}

function numbersOf({ phone, mobile }: Person): string[] {
  return [phone, mobile].filter((typed) => typed !== '');
}
