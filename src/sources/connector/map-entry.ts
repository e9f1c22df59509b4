import type { Country } from '../../domain/phone-number.ts';
import { contactFromRecord } from '../record/contact-from-record.ts';
import type { ContactRecord } from '../record/contact-record.ts';
import { createImportTally } from '../record/import-tally.ts';
import { personOf } from '../record/person-name.ts';
import type { MappedRecord } from './candidate.ts';

/** What an entry of an address book came to: read as the same entry of a contact file would be. */
export function mapEntry(id: string, entry: ContactRecord, country: Country): MappedRecord {
  const contact = contactFromRecord(entry, country, createImportTally()) ?? null;
  if (contact !== null) return { id, contact, lacks: 'nothing' };
  const isNamed = personOf(entry) !== '' || entry.company.trim() !== '';
  return { id, contact, lacks: isNamed ? 'number' : 'name' };
}
