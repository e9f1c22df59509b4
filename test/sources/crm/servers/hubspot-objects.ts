import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CrmPerson, CrmRecords } from './crm-server.ts';

type Person = Required<CrmPerson>;
type Properties = Readonly<Record<string, string | null>>;

const KNOWN_PROPERTIES: ReadonlySet<string> = new Set(
  'firstname lastname company associatedcompanyid phone mobilephone hs_calculated_phone_number hs_calculated_mobile_number name lastmodifieddate hs_lastmodifieddate hs_object_id'.split(
    ' ',
  ),
);

/** One condition of a search. */
export interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: unknown;
  readonly values?: unknown;
}

/** The contacts and companies of a HubSpot account. Companies are those with a number, and those a contact is associated with. */
export function hubspotObjects(records: CrmRecords, violate: (what: string) => void) {
  const companies = (): Person[] => {
    const people = [...records.people.values()];
    const own = people.filter(({ first }) => first === '');
    const names = new Set(people.filter(isAssociated).map(({ company }) => company));
    const known = new Set(own.map(({ company }) => company));
    const others = [...names].filter((name) => name !== '' && !known.has(name));
    return [...own, ...others.map((company, index) => employer(900_000 + index, company))];
  };
  return {
    of(type: 'contacts' | 'companies', archived = false): Person[] {
      const people = [...(archived ? records.deleted : records.people).values()];
      if (type === 'contacts') return people.filter(({ first }) => first !== '');
      return archived ? people.filter(({ first }) => first === '') : companies();
    },
    /** With the properties that are wanted; tells of those that HubSpot has not. */
    render(people: readonly Person[], wanted: readonly string[]) {
      const ids = new Map(companies().map(({ id, company }) => [company, String(id)]));
      return people.map((person) => render(person, wanted, ids, violate));
    },
  };
}

/** A company without a number. */
function employer(id: number, company: string): Person {
  return { id, first: '', infix: '', last: '', company, phone: '', mobile: '', changedAt: 0 };
}

/** Whether what HubSpot has indexed of a person or company fits. */
export function matchesFilter(person: Person, { propertyName, operator, value, values }: Filter): boolean {
  const own = indexed(person)[propertyName];
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
