import { stat } from 'node:fs/promises';
import { types } from 'node:util';
import type { Contact } from '../../domain/contact.ts';
import type { ImportReport } from '../../domain/import-report.ts';
import type { Country } from '../../domain/phone-number.ts';
import { SourceError, type ContactBatches } from '../source.ts';
import { contactFromRecord } from '../record/contact-from-record.ts';
import { createImportTally, recordContact, recordRejection, type ImportTally } from '../record/import-tally.ts';
import { openRecords } from './open-records.ts';
import type { RecordReader } from './record-reader.ts';
import { createRepeatFinder } from './repeat-finder.ts';
import type { ColumnChoice } from './table/map-columns.ts';

export interface ContactFileOptions {
  /** The name of the source in the report. */
  readonly source: string;
  /** Reads the numbers without a country code. */
  readonly country: Country;
  /** What the file itself says is believed unless these say otherwise. */
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly map?: ColumnChoice;
}

/** A contact file being read. */
export interface ContactFile {
  /** Every contact once, in file order; to be gone through once. */
  readonly contacts: ContactBatches;
  /** What has been understood so far; complete when `contacts` has been gone through. */
  report(): ImportReport;
  /** How much of the file has been read, of `size`. */
  bytesRead(): number;
  readonly size: number;
}

/**
 * Opens a contact file and finds out how it is written. Memory stays flat however long the file is. Rejects with
 * SourceError when nobody could read it; the message begins with the path and says what would help. A row that cannot
 * be used is in the report instead.
 */
export async function readContactFile(path: string, options: ContactFileOptions): Promise<ContactFile> {
  const started = performance.now();
  const tally = createImportTally();
  let bytesRead = 0;
  let milliseconds: number | undefined;
  return explained(path, async () => {
    const size = await sizeOf(path);
    const reader = await openRecords(path, size, {
      country: options.country,
      encoding: options.encoding,
      delimiter: options.delimiter,
      chosen: options.map ?? {},
      onRead: (bytes) => (bytesRead = Math.max(bytesRead, bytes)),
      onUnreadable: (line, value, reason) => {
        tally.rows += 1;
        recordRejection(tally, { line, column: null, value, reason });
      },
    });
    async function* contacts(): AsyncGenerator<readonly Contact[]> {
      yield* explainedBatches(path, toContacts(reader, options.country, tally));
      milliseconds = performance.now() - started;
    }
    return {
      contacts: contacts(),
      size,
      bytesRead: () => bytesRead,
      report: () => ({
        source: options.source,
        format: reader.format,
        encoding: reader.encoding,
        delimiter: reader.delimiter,
        ...tally,
        rejected: tally.rejected.toSorted((one, other) => one.line - other.line),
        columns: reader.columns(),
        unchanged: false,
        seconds: (milliseconds ?? performance.now() - started) / 1000,
      }),
    };
  });
}

async function* toContacts(
  reader: RecordReader,
  country: Country,
  tally: ImportTally,
): AsyncGenerator<readonly Contact[]> {
  const isRepeat = createRepeatFinder();
  for await (const records of reader.records) {
    const contacts: Contact[] = [];
    for (const record of records) {
      const contact = contactFromRecord(record, country, tally);
      if (contact === undefined) continue;
      if (isRepeat(contact)) {
        tally.duplicates += 1;
      } else {
        recordContact(tally, contact);
        contacts.push(contact);
      }
    }
    tally.rows += records.length;
    if (contacts.length > 0) yield contacts;
  }
}

async function sizeOf(path: string): Promise<number> {
  const entry = await stat(path);
  if (!entry.isFile()) throw new SourceError('is not a file', false);
  if (entry.size === 0) throw new SourceError('the file is empty', false);
  return entry.size;
}

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(path, error);
  }
}

async function* explainedBatches<T>(path: string, batches: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* batches;
  } catch (error) {
    throw explain(path, error);
  }
}

/** What went wrong, as one sentence about the file; a disk may answer the same question later. */
function explain(path: string, error: unknown): unknown {
  if (error instanceof SourceError) {
    return new SourceError(`${path}: ${error.message}`, error.retryable, { cause: error });
  }
  if (types.isNativeError(error) && 'code' in error && 'syscall' in error) {
    return new SourceError(`${path}: cannot be read (${String(error.code)})`, error.code !== 'ENOENT', {
      cause: error,
    });
  }
  return error;
}
