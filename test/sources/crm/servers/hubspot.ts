import type { Request } from 'express';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

export const HUBSPOT_TOKEN = 'pat-eu1-5f0c-not-a-real-one';

const KNOWN_PROPERTIES: ReadonlySet<string> = new Set(
  'firstname lastname company associatedcompanyid phone mobilephone hs_calculated_phone_number hs_calculated_mobile_number name lastmodifieddate hs_lastmodifieddate hs_object_id'.split(
    ' ',
  ),
);

type Person = Required<CrmPerson>;
type Properties = Readonly<Record<string, string | null>>;

/** A company without a number. */
function employer(id: number, company: string): Person {
  return { id, first: '', infix: '', last: '', company, phone: '', mobile: '', changedAt: 0 };
}

interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: unknown;
  readonly values?: unknown;
}

/**
 * HubSpot's CRM v3 as its documentation has it: bearer token, `paging.next.after`, searches of at most 5 groups with 6
 * filters over 10,000 results in no order unless one is asked for, numbers indexed without their country code, of the
 * properties only those asked for, and what was deleted as `archived`.
 */
export function startHubspotServer(): Promise<CrmServer> {
  return startCrmServer((app, records, violate) => {
    app.use((request, response, next) => {
      if (request.get('authorization') === `Bearer ${HUBSPOT_TOKEN}`) return next();
      return response
        .status(401)
        .json({ status: 'error', category: 'INVALID_AUTHENTICATION', message: 'Authentication credentials not found' });
    });

    /** Companies are those with a number, and those that somebody is associated with. */
    const companies = (): Person[] => {
      const people = [...records.people.values()];
      const own = people.filter(({ first }) => first === '');
      const names = new Set(people.filter(isAssociated).map(({ company }) => company));
      const known = new Set(own.map(({ company }) => company));
      const others = [...names].filter((name) => name !== '' && !known.has(name));
      return [...own, ...others.map((company, index) => employer(900_000 + index, company))];
    };
    const contacts = (people: ReadonlyMap<number, Person>) => [...people.values()].filter(({ first }) => first !== '');
    const objects = (type: string) => (type === 'companies' ? companies() : contacts(records.people));
    const archived = (type: string) =>
      [...records.deleted.values()].filter(({ first }) => (type === 'companies') === (first === ''));
    const renderAll = (people: readonly Person[], wanted: readonly string[]) => {
      const ids = new Map(companies().map(({ id, company }) => [company, String(id)]));
      return people.map((person) => render(person, wanted, ids, violate));
    };

    app.get('/crm/v3/objects/:type', (request, response, next) => {
      const { type } = request.params;
      if (type !== 'contacts' && type !== 'companies') return next();
      const limit = Number(request.query['limit'] ?? 10);
      if (!(limit >= 1 && limit <= 100)) return response.status(400).json({ message: 'limit must be 1..100' });
      const { properties = '', after = '0', archived: isArchived } = request.query as Readonly<Record<string, string>>;
      const unknown = unknownNames(request.query, 'limit after properties archived associations');
      if (unknown.length > 0) return response.status(400).json({ message: `unknown ${unknown.join()}` });
      const start = Number(after);
      const all = isArchived === 'true' ? archived(type) : objects(type);
      const more = start + limit < all.length;
      const wanted = properties.split(',').filter(Boolean);
      return response.json({
        results: renderAll(all.slice(start, start + limit), wanted),
        ...(more && { paging: { next: { after: String(start + limit), link: 'https://api.hubapi.com/' } } }),
      });
    });

    app.post(
      '/crm/v3/objects/companies/batch/read',
      (request: Request<object, unknown, { inputs?: { id: string }[]; properties?: string[] }>, response) => {
        const { inputs = [], properties = [], ...others } = request.body;
        if (inputs.length === 0 || inputs.length > 100 || Object.keys(others).length > 0)
          return response.status(400).json({ status: 'error', category: 'VALIDATION_ERROR', message: 'inputs' });
        const ids = new Set(inputs.map(({ id }) => id));
        const found = companies().filter(({ id }) => ids.has(String(id)));
        return response.json({ status: 'COMPLETE', results: renderAll(found, properties) });
      },
    );

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
        const matches = (person: Person) =>
          groups.some(({ filters }) => filters.every((filter) => matchesFilter(indexed(person), filter)));
        const found = objects(type).filter(matches);
        const sorted = isById(sorts) ? found.toSorted((a, b) => a.id - b.id) : unordered(found);
        return response.json({
          total: found.length,
          results: renderAll(sorted.slice(0, limit), properties as string[]),
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

/** Every second contact is associated with its company, and the others have its name as a text. */
function isAssociated({ id, first }: Person): boolean {
  return first !== '' && id % 2 === 0;
}

function isById(sorts: unknown): boolean {
  const [sort] = (sorts ?? []) as { propertyName?: string; direction?: string }[];
  return sort?.propertyName === 'hs_object_id' && sort.direction === 'ASCENDING';
}

/** What HubSpot searches in. */
function indexed(person: Person): Properties {
  return {
    ...propertiesOf(person),
    hs_object_id: String(person.id),
    lastmodifieddate: String(person.changedAt),
    hs_lastmodifieddate: String(person.changedAt),
    hs_searchable_calculated_phone_number: person.first === '' ? null : searchable(person.phone),
    hs_searchable_calculated_mobile_number: person.first === '' ? null : searchable(person.mobile),
  };
}

function propertiesOf(person: Person): Properties {
  if (person.first === '') return { name: person.company, phone: person.phone || null };
  return {
    firstname: [person.first, person.infix].filter(Boolean).join(' '),
    lastname: person.last,
    company: (!isAssociated(person) && person.company) || null,
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

function render(
  person: Person,
  wanted: readonly string[],
  companyIds: ReadonlyMap<string, string>,
  violate: (what: string) => void,
) {
  for (const name of wanted) if (!KNOWN_PROPERTIES.has(name)) violate(`asks for a property ${name}`);
  const associatedcompanyid = isAssociated(person) ? (companyIds.get(person.company) ?? null) : null;
  const all: Properties = { ...propertiesOf(person), associatedcompanyid };
  const properties = Object.fromEntries(wanted.map((name) => [name, all[name] ?? null]));
  return {
    id: String(person.id),
    properties,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: new Date(person.changedAt).toISOString(),
    archived: false,
  };
}
