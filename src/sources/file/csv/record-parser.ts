import { CsvError, parse, type Options } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import type { CsvDialect } from './sniff-dialect.ts';

/** No row of a contact file is longer; a quotation mark that nobody closes would make the rest of the file one row. */
const LONGEST_RECORD = 1_000_000;

/** Why a row cannot be read that runs on into the following ones. */
export const UNCLOSED = 'a quotation mark is opened in this row and not closed';

/** What a piece of text gave: the records that end in it, and why it cannot be read on after them. */
interface Parsed {
  readonly records: readonly string[][];
  readonly error?: string;
}

/** Cuts a text that comes in pieces into records; done for after its first error. */
export interface RecordParser {
  parse(piece: string, last: boolean): Promise<Parsed>;
}

/** A parser at the start of a record. */
export function createRecordParser(dialect: CsvDialect): RecordParser {
  const parser = parse(optionsFor(dialect));
  let records: string[][] = [];
  // Records after the first are compared with it in length, and each uneven one costs an error with its stack, though
  // none is wanted; so each is the first.
  const counts: { records: number } = parser.info;
  // Taken where they are pushed: a stream that fails drops what nobody has read yet.
  parser.push = (record: string[] | null) => {
    if (record !== null) records.push(record);
    counts.records = 0;
    return true;
  };
  parser.on('error', () => undefined);
  return {
    async parse(piece, last) {
      records = [];
      try {
        await settled((done) => parser.write(piece, done));
        if (last) await settled((done) => parser.end(done));
        return { records };
      } catch (error) {
        if (!(error instanceof CsvError)) throw error;
        return { records, error: explain(error) };
      }
    },
  };
}

/** The one record of a text; undefined if it is none. */
export function parseRecord(text: string, dialect: CsvDialect): string[] | undefined {
  try {
    return parseAtOnce(text, optionsFor(dialect))[0];
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

function optionsFor(dialect: CsvDialect): Options {
  return {
    delimiter: dialect.delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    ltrim: dialect.spaceBeforeQuotes,
    max_record_size: LONGEST_RECORD,
  };
}

function settled(work: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });
}

function explain(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return UNCLOSED;
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return `is longer than ${LONGEST_RECORD} characters, perhaps because a quotation mark is not closed`;
  }
  return error.message;
}
