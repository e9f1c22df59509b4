import type { ContactRecord } from '../record/contact-record.ts';

/** A contact file that has been recognised, whatever its format, ready to be read through once. */
export interface RecordReader {
  readonly format: string;
  /** Null for formats without one. */
  readonly delimiter: string | null;
  /** Which field each column of the file was taken for, as far as it has been read. */
  columns(): Readonly<Record<string, string>>;
  /** Every entry in file order. Throws SourceError where the file cannot be read on. */
  readonly records: AsyncIterable<readonly ContactRecord[]>;
}
