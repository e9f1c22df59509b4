import { companyIds, companyRows } from './company-ids.ts';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';

export const ZENDESK_EMAIL = 'admin@example.com';
export const ZENDESK_TOKEN = 'zendesk-not-a-real-one';

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

const PAGE = 1000;
const FIRST_ORGANIZATION = 9000;

/**
 * Zendesk's API v2 as its documentation has it: basic login as `email/token`, numbers searched as they were typed, and an
 * export by cursor that holds deleted users as inactive ones.
 */
export function startZendeskServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const login = `Basic ${Buffer.from(`${ZENDESK_EMAIL}/token:${ZENDESK_TOKEN}`).toString('base64')}`;
    app.use((request, response, next) => {
      if (request.get('authorization') === login) return next();
      return response.status(401).json({ error: "Couldn't authenticate you" });
    });

    const organizations = () => companyRows(records, FIRST_ORGANIZATION);
    const render = (person: Person, active: boolean, ids: ReadonlyMap<string, number>) => ({
      id: person.id,
      name: [person.first, person.infix, person.last].filter(Boolean).join(' '),
      phone: person.phone || person.mobile || null,
      organization_id: ids.get(person.company) ?? null,
      active,
      role: 'end-user',
      result_type: 'user',
    });

    app.get('/api/v2/search.json', (request, response) => {
      const { query = '' } = request.query as Query;
      const [, phone] = /^type:user phone:"([^"]+)"$/.exec(query) ?? [];
      if (
        phone === undefined ||
        unknownNames(request.query, 'query sort_by sort_order page per_page include').length > 0
      )
        return response.status(422).json({ error: 'invalid', description: 'Invalid search' });
      const ids = companyIds(records, FIRST_ORGANIZATION);
      const results = [...records.people.values()]
        .filter((person) => [person.phone, person.mobile].includes(phone))
        .map((person) => render(person, true, ids));
      return response.json({ results, facets: null, next_page: null, previous_page: null, count: results.length });
    });

    app.get('/api/v2/organizations/:file', (request, response, next) => {
      const organization = organizations().find(({ id }) => request.params.file === `${id}.json`);
      return organization === undefined ? next() : response.json({ organization });
    });

    app.get('/api/v2/organizations.json', (request, response) => {
      const size = Number((request.query as Query)['page[size]']);
      if (!(size >= 1 && size <= 100) || unknownNames(request.query, 'page[size] page[after]').length > 0)
        return response.status(400).json({ error: 'InvalidPaginationParameter' });
      const start = Number((request.query as Query)['page[after]'] ?? 0);
      const page = organizations().slice(start, start + size);
      const has_more = start + size < organizations().length;
      return response.json({ organizations: page, meta: { has_more, after_cursor: String(start + page.length) } });
    });

    app.get('/api/v2/incremental/users/cursor.json', (request, response) => {
      const { start_time, cursor } = request.query as Query;
      if (
        (start_time === undefined) === (cursor === undefined) ||
        unknownNames(request.query, 'start_time cursor per_page').length > 0
      )
        return response.status(400).json({ error: 'start_time or cursor' });
      const all = [
        ...[...records.people.values()].map((person) => ({ person, active: true })),
        ...[...records.deleted.values()].map((person) => ({ person, active: false })),
      ].toSorted((a, b) => a.person.changedAt - b.person.changedAt || a.person.id - b.person.id);
      const [time = 0, id = -1] = cursor === undefined ? [Number(start_time) * 1000] : readCursor(cursor);
      const rest = all.filter(({ person }) => person.changedAt > time || (person.changedAt === time && person.id > id));
      const page = rest.slice(0, PAGE);
      const last = page.at(-1)?.person;
      const ids = companyIds(records, FIRST_ORGANIZATION);
      return response.json({
        users: page.map(({ person, active }) => render(person, active, ids)),
        after_cursor: last === undefined ? cursor : Buffer.from(`${last.changedAt}|${last.id}`).toString('base64'),
        end_of_stream: rest.length <= PAGE,
      });
    });
  });
}

function readCursor(cursor: string): number[] {
  return Buffer.from(cursor, 'base64').toString().split('|').map(Number);
}
