import type { Entry } from 'ldapts';
import type { Country } from '../../domain/phone-number.ts';
import type { MappedRecord } from '../connector/candidate.ts';
import { mapEntry } from '../connector/map-entry.ts';
import type { LdapAttributes } from './ldap-schema.ts';

/** What an entry of a directory came to. Its id is that of its attribute, or where it has none its name (DN). */
export function mapLdapEntry(entry: Entry, attributes: LdapAttributes, country: Country): MappedRecord {
  const textOf = (attribute: string | undefined) => (attribute && valuesOf(entry, attribute)[0]) ?? '';
  const record = {
    line: 1,
    name: textOf(attributes.person),
    first: textOf(attributes.first),
    middle: '',
    infix: '',
    last: textOf(attributes.last),
    company: textOf(attributes.company),
    url: '',
    phones: attributes.phones.flatMap((column) => valuesOf(entry, column).map((text) => ({ column, text }))),
  };
  return mapEntry(textOf(attributes.id) || entry.dn, record, country);
}

/** The values of an attribute, whose name a server may write in other letters (RFC 4512 §2.5); bytes in hexadecimal. */
function valuesOf(entry: Entry, attribute: string): string[] {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const values = key === undefined ? [] : [entry[key] ?? []].flat();
  return values.map((value) => (typeof value === 'string' ? value : value.toString('hex')));
}
