import type { Contact } from '../../domain/contact.ts';
import type { PhoneNumber } from '../../domain/phone-number.ts';

/** What a record came to. */
export interface MappedRecord {
  /** The record's own id as a text; null where the connector maps none. */
  readonly id: string | null;
  /** Null for a record that is deleted, or has no name or no number that can be read. */
  readonly contact: Contact | null;
  readonly lacks: 'nothing' | 'name' | 'number' | 'deleted';
}

/** A record that was answered. A search may find much by a part of a number: only what is `verified` has the one asked. */
export interface Candidate extends MappedRecord {
  readonly collection: string;
  readonly verified: boolean;
}

/** Whether each record is one of the number's: by the whole number, however the CRM spells it. */
export function verify(collection: string, records: readonly MappedRecord[], number: PhoneNumber): Candidate[] {
  return records.map(({ id, contact, lacks }) => {
    const verified = contact?.numbers.includes(number) ?? false;
    return { collection, id, contact, lacks, verified };
  });
}

/** The contacts among the candidates that are the caller's. */
export function verifiedContacts(candidates: readonly Candidate[]): Contact[] {
  return candidates.flatMap(({ contact, verified }) => (verified && contact !== null ? [contact] : []));
}
