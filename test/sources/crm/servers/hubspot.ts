import type { Request } from 'express';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';

export const HUBSPOT_TOKEN = 'pat-eu1-5f0c-not-a-real-one';

const KNOWN_PROPERTIES: ReadonlySet<string> = new Set(
  'firstname lastname company phone mobilephone hs_calculated_phone_number hs_calculated_mobile_number name lastmodifieddate hs_lastmodifieddate hs_object_id'.split(
    ' ',
  ),
);

type Properties = Readonly<Record<string, string | null>>;

interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: unknown;
  readonly values?: unknown;
}

/**
 * HubSpot's CRM v3 as its documentation has it: bearer token, `paging.next.after`, searches of at most 5 groups with 6
 * filters over 10,000 results, numbers indexed without their country code, and of the properties only those asked for.
 */
export function startHubspotServer(): Promise<CrmServer> {
  return startCrmServer((app, records, violate) => {
    app.use((request, response, next) => {
      if (request.get('authorization') === `Bearer ${HUBSPOT_TOKEN}`) return next();
      return response
        .status(401)
        .json({ status: 'error', category: 'INVALID_AUTHENTICATION', message: 'Authentication credentials not found' });
    });

    const objects = (type: string) =>
      [...records.people.values()].filter((person) => (type === 'companies') === (person.first === ''));

    app.get('/crm/v3/objects/:type', (request, response, next) => {
      const { type } = request.params;
      if (type !== 'contacts' && type !== 'companies') return next();
      const limit = Number(request.query['limit'] ?? 10);
      if (!(limit >= 1 && limit <= 100)) return response.status(400).json({ message: 'limit must be 1..100' });
      const after = Number(request.query['after'] ?? 0);
      const page = objects(type).slice(after, after + limit);
      const { properties = '' } = request.query as Readonly<Record<string, string>>;
      const wanted = properties.split(',');
      const more = after + limit < objects(type).length;
      return response.json({
        results: page.map((person) => render(person, wanted, violate)),
        ...(more && { paging: { next: { after: String(after + limit), link: 'https://api.hubapi.com/' } } }),
      });
    });

    app.post(
      '/crm/v3/objects/:type/search',
      (request: Request<{ type: string }, unknown, Record<string, unknown>>, response, next) => {
        const { type } = request.params;
        if (type !== 'contacts' && type !== 'companies') return next();
        const { filterGroups, limit, properties, sorts, after, ...others } = request.body;
        const groups = filterGroups as { filters: Filter[] }[];
        const refuse = (message: string) =>
          response.status(400).json({ status: 'error', category: 'VALIDATION_ERROR', message });
        if (Object.keys(others).length > 0) return refuse(`unknown ${Object.keys(others).join()}`);
        if (!Array.isArray(groups) || groups.length > 5 || groups.some(({ filters }) => filters.length > 6))
          return refuse('too many filters');
        if (typeof limit !== 'number' || limit > 200 || after !== undefined) return refuse('limit or after');
        const matches = (person: Required<CrmPerson>) =>
          groups.some(({ filters }) => filters.every((filter) => matchesFilter(indexed(person), filter)));
        const found = objects(type)
          .filter(matches)
          .toSorted((a, b) => (sorts ? a.id - b.id : 0));
        return response.json({
          total: found.length,
          results: found.slice(0, limit).map((person) => render(person, properties as string[], violate)),
        });
      },
    );
  });
}

function matchesFilter(properties: Properties, { propertyName, operator, value, values }: Filter): boolean {
  const own = properties[propertyName];
  if (own === undefined || own === null) return false;
  switch (operator) {
    case 'IN':
      return (values as string[]).includes(own);
    case 'EQ':
      return own === value;
    case 'GT':
      return Number(own) > Number(value);
    case 'GTE':
      return Number(own) >= Number(value);
    default:
      return false;
  }
}

/** What HubSpot searches in. */
function indexed(person: Required<CrmPerson>): Properties {
  return {
    ...propertiesOf(person),
    hs_object_id: String(person.id),
    lastmodifieddate: String(person.changedAt),
    hs_lastmodifieddate: String(person.changedAt),
    hs_searchable_calculated_phone_number: person.first === '' ? null : searchable(person.phone),
    hs_searchable_calculated_mobile_number: person.first === '' ? null : searchable(person.mobile),
  };
}

function propertiesOf(person: Required<CrmPerson>): Properties {
  if (person.first === '') return { name: person.company, phone: person.phone || null };
  return {
    firstname: [person.first, person.infix].filter(Boolean).join(' '),
    lastname: person.last,
    company: person.company || null,
    phone: person.phone || null,
    mobilephone: person.mobile || null,
    hs_calculated_phone_number: parsePhoneNumberFromString(person.phone, 'NL')?.number ?? null,
    hs_calculated_mobile_number: parsePhoneNumberFromString(person.mobile, 'NL')?.number ?? null,
  };
}

/** The number without its country code; of one that cannot be read, all digits. */
function searchable(typed: string): string | null {
  if (typed === '') return null;
  return parsePhoneNumberFromString(typed, 'NL')?.nationalNumber ?? typed.replaceAll(/\D/g, '');
}

function render(person: Required<CrmPerson>, wanted: readonly string[], violate: (what: string) => void) {
  for (const name of wanted) if (!KNOWN_PROPERTIES.has(name)) violate(`asks for a property ${name}`);
  const all = propertiesOf(person);
  const properties = Object.fromEntries(wanted.map((name) => [name, all[name] ?? null]));
  return {
    id: String(person.id),
    properties,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: new Date(person.changedAt).toISOString(),
    archived: false,
  };
}
