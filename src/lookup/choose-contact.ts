import { companyKey } from '../domain/company.ts';
import type { FoundContact } from '../domain/contact.ts';

/** Who a number is, of the contacts that have it, and why. */
export interface Choice {
  readonly person: string | null;
  readonly company: string | null;
  readonly contactUrl: string | null;
  readonly source: string;
  /** The name template of the source, if it has one. */
  readonly template: string | null;
  readonly reason: string;
}

/**
 * Chooses whom to show of the contacts a look-up found. The first source decides; within it one person is the person,
 * several of one company are the company, and for all else the source's `shared` rule holds: then undefined is "nobody".
 */
export function chooseContact(found: readonly [FoundContact, ...FoundContact[]]): Choice | undefined {
  const [first] = found;
  if (found.length === 1) return choice(first, 'the only contact with this number');
  const contacts = found.filter(({ source }) => source === first.source);
  const persons = distinct(contacts, personKey);
  const companies = distinct(contacts, (contact) => contact.company && companyKey(contact.company));
  const [person] = persons;
  const [company] = companies;

  if (companies.length <= 1 && person && persons.length === 1)
    return choice(person, 'the only person with this number');
  if (company && companies.length === 1 && contacts.every((contact) => contact.company !== null)) {
    const reason =
      persons.length === 0 ? 'the only company with this number' : `${persons.length} persons of one company`;
    return choice({ ...company, person: null }, reason);
  }
  return shared(first, persons.length, companies.length, contacts);
}

function shared(
  first: FoundContact,
  persons: number,
  companies: number,
  contacts: readonly FoundContact[],
): Choice | undefined {
  const why = companies > 1 ? `${companies} companies share this number` : `${persons} persons share this number`;
  switch (first.shared) {
    case 'first':
      return choice(first, `${why}; the first in file order`);
    case 'all':
      return choice({ ...first, person: null, company: listNames(contacts, companies > 1) }, `${why}; all are shown`);
    case 'none':
      return undefined;
  }
}

/** `A / B`: the companies where there are several, the persons of no company otherwise. */
function listNames(contacts: readonly FoundContact[], byCompany: boolean): string {
  const names = contacts.map(({ person, company }) => (byCompany ? (company ?? person) : (person ?? company)));
  return [...new Set(names)].join(' / ');
}

/** The first contact of each key, in order; contacts without a key are left out. */
function distinct(contacts: readonly FoundContact[], keyOf: (contact: FoundContact) => string | null): FoundContact[] {
  const byKey = new Map<string, FoundContact>();
  for (const contact of contacts) {
    const key = keyOf(contact);
    if (key && !byKey.has(key)) byKey.set(key, contact);
  }
  return [...byKey.values()];
}

/** Persons are the same but for case, spaces and punctuation. */
function personKey({ person }: FoundContact): string | null {
  return person && person.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function choice({ person, company, contactUrl, source, template }: FoundContact, reason: string): Choice {
  return { person, company, contactUrl, source, template, reason };
}
