import type { Contact } from '../../domain/contact.ts';
import type { Rejection } from '../../domain/import-report.ts';

const KEPT_REJECTIONS = 1000;
const VALUE_LENGTH = 200;

/** What an import has counted so far. */
export interface ImportTally {
  rows: number;
  contacts: number;
  /** Numbers and ranges. */
  numbers: number;
  repaired: number;
  duplicates: number;
  readonly rejected: Rejection[];
  rejectedTotal: number;
}

/** A tally with everything at zero. */
export function createImportTally(): ImportTally {
  return { rows: 0, contacts: 0, numbers: 0, repaired: 0, duplicates: 0, rejected: [], rejectedTotal: 0 };
}

/** Counts a rejection, and keeps it if it is one of the first thousand; a value is cut to what can be shown. */
export function recordRejection(tally: ImportTally, rejection: Rejection): void {
  tally.rejectedTotal += 1;
  if (tally.rejected.length < KEPT_REJECTIONS) {
    tally.rejected.push({ ...rejection, value: shorten(rejection.value) });
  }
}

/** Counts a contact that is handed on. */
export function recordContact(tally: ImportTally, contact: Contact): void {
  tally.contacts += 1;
  tally.numbers += contact.numbers.length + contact.ranges.length;
}

/** A copy, for a part of a long text would keep all of it in memory. */
function shorten(value: string): string {
  return value.length > VALUE_LENGTH ? Buffer.from(value.slice(0, VALUE_LENGTH)).toString() : value;
}
