import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Country } from '../../domain/phone-number.ts';
import { SourceError } from '../source.ts';
import type { ContactRecord, PhoneCell } from './contact-record.ts';
import { mapColumns, type ColumnChoice, type ColumnPlan } from './map-columns.ts';
import type { RecordReader } from './record-reader.ts';
import type { CsvDialect } from './sniff-csv.ts';

/** No row of a contact file is longer; a quotation mark that nobody closes would make the rest of the file one row. */
const LONGEST_RECORD = 1_000_000;

const BATCH_ROWS = 500;
const SAMPLE_ROWS = 50;

interface Row {
  /** The physical line where the row starts. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads the first rows of a delimited file and finds out what its columns hold. Throws SourceError for a file without
 * rows, without a column of telephone numbers, or with a column chosen that it does not have.
 */
export async function openCsv(
  text: AsyncIterable<string>,
  dialect: CsvDialect,
  country: Country,
  chosen: ColumnChoice | undefined,
): Promise<RecordReader> {
  const batches = readRows(text, dialect);
  const { value: start } = await batches.next();
  const [header, ...first] = start ?? [];
  if (header === undefined) throw new SourceError('the file is empty', false);
  const sample = first.slice(0, SAMPLE_ROWS).map((row) => row.cells);
  const plan = mapColumns(header.cells, sample, country, chosen);
  async function* records(): AsyncGenerator<readonly ContactRecord[]> {
    yield first.map((row) => toRecord(row, plan));
    for await (const batch of batches) yield batch.map((row) => toRecord(row, plan));
  }
  return { format: 'csv', delimiter: dialect.delimiter, columns: plan.columns, records: records() };
}

function toRecord({ line, cells }: Row, plan: ColumnPlan): ContactRecord {
  const phones: PhoneCell[] = [];
  for (const { index, column } of plan.phones) {
    const text = cells[index];
    if (text !== undefined && text !== '') phones.push({ column, text });
  }
  return {
    line,
    name: cells[plan.name] ?? '',
    first: cells[plan.first] ?? '',
    middle: cells[plan.middle] ?? '',
    infix: cells[plan.infix] ?? '',
    last: cells[plan.last] ?? '',
    company: cells[plan.company] ?? '',
    url: cells[plan.url] ?? '',
    phones,
  };
}

/** The rows that hold anything, in batches. */
async function* readRows(text: AsyncIterable<string>, dialect: CsvDialect): AsyncGenerator<Row[], undefined> {
  const parser = parse({
    delimiter: dialect.delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
    from_line: dialect.separatorLine ? 2 : 1,
  });
  let line = dialect.separatorLine ? 2 : 1;
  let batch: Row[] = [];
  try {
    for await (const cells of pipeline(Readable.from(text), parser, () => undefined) as AsyncIterable<string[]>) {
      if (cells.some((cell) => cell !== '')) batch.push({ line, cells });
      line += 1 + countLineBreaks(cells);
      if (batch.length === BATCH_ROWS) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    if (error instanceof CsvError) throw new SourceError(explain(error, line), false, { cause: error });
    throw error;
  }
  if (batch.length > 0) yield batch;
  return undefined;
}

function countLineBreaks(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

function explain(error: CsvError, line: number): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return `line ${line}: a quotation mark is opened in this row and not closed`;
  }
  return `line ${line}: ${error.message}`;
}
