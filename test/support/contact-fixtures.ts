import { MAIN_WORKSPACE, type Contact } from '../../src/domain/contact.ts';
import type { ImportReport } from '../../src/domain/import-report.ts';
import type { NumberRange } from '../../src/domain/number-range.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import type { ContactStore, SourceOrigin } from '../../src/store/contact-store.ts';

/** A person or company with these numbers. */
export function contact(
  name: { person?: string; company?: string; contactUrl?: string },
  numbers: readonly string[],
  ranges: readonly NumberRange[] = [],
): Contact {
  const { person = null, company = null, contactUrl = null } = name;
  return { person, company, contactUrl, numbers: numbers as readonly PhoneNumber[], ranges };
}

/** A report of an import of this source; what it counts does not matter to a store. */
export function reportOf(source: string): ImportReport {
  return {
    source,
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    rows: 0,
    contacts: 0,
    numbers: 0,
    columns: { Telefoon: 'phone' },
    rejected: [{ line: 3, column: 'Telefoon', value: '06', reason: 'no number' }],
    rejectedTotal: 1,
    repaired: 0,
    duplicates: 0,
    unchanged: false,
    seconds: 0.1,
  };
}

export async function* batchesOf(...batches: readonly (readonly Contact[])[]): AsyncGenerator<readonly Contact[]> {
  yield* batches;
}

export function upload(name: string): SourceOrigin {
  return { name, kind: 'upload', fileStamp: null };
}

/** Puts these contacts in the place of what the source had. */
export function load(
  store: ContactStore,
  source: string,
  contacts: readonly Contact[],
  workspace = MAIN_WORKSPACE,
): Promise<void> {
  return store.replaceContacts(workspace, upload(source), batchesOf(contacts), () => ({
    report: reportOf(source),
    fingerprint: 'f',
  }));
}
