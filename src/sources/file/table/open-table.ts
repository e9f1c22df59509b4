import { parsePhoneNumber, type Country } from '../../../domain/phone-number.ts';
import { SourceError } from '../../source.ts';
import type { ContactRecord, PhoneCell } from '../../record/contact-record.ts';
import { areReversed, unreverse } from '../../record/person-name.ts';
import type { RecordReader } from '../record-reader.ts';
import { resumeBatches } from '../resume-batches.ts';
import { findHeader } from './find-header.ts';
import { mapColumns, type ColumnChoice, type ColumnPlan } from './map-columns.ts';

/** One row of a table, and the physical line (or the row of a sheet) where it starts. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Hears of a row that cannot be read: the line where it starts, its text, and the reason. */
export type OnUnreadable = (line: number, text: string, reason: string) => void;

/** How a table is to be read. */
export interface TableOptions {
  readonly country: Country;
  readonly chosen: ColumnChoice;
  readonly onUnreadable: OnUnreadable;
}

const SAMPLE_ROWS = 100;
/** The largest exports have a hundred. */
const MOST_COLUMNS = 2000;

/** Rows as they are being read; whoever does not go through them to the end must `return()` them. */
export type RowBatches = AsyncGenerator<readonly Row[], undefined>;

type Table = Pick<RecordReader, 'columns' | 'records'>;

/**
 * Finds out from the first rows of a table which of them names the columns and what these hold; then every row below is
 * an entry. Throws SourceError for a table without rows, without a column of telephone numbers, or with a column
 * chosen that it does not have.
 */
export async function openTable(batches: RowBatches, options: TableOptions): Promise<Table> {
  try {
    return await startTable(batches, options);
  } catch (error) {
    await batches.return(undefined);
    throw error;
  }
}

async function startTable(batches: RowBatches, options: TableOptions): Promise<Table> {
  const { country, chosen } = options;
  const first = await takeRows(batches, SAMPLE_ROWS);
  if (first.length === 0) throw new SourceError('the file is empty', false);
  const sample = first.slice(0, SAMPLE_ROWS).map((row) => row.cells);
  const header = findHeader(sample, country, chosen);
  const below = sample.slice(header === undefined ? 0 : header + 1);
  const names = namesOf(header === undefined ? [] : sample[header], below);
  if (names.length > MOST_COLUMNS) {
    throw new SourceError(`has ${names.length} columns; a list of contacts has ${MOST_COLUMNS} at most`, false);
  }
  const plan = mapColumns(names, below, country, chosen);
  const reversed = header === undefined && areReversed(below.map((cells) => firstText(cells, plan.name)));
  const toRecords = (rows: readonly Row[]): ContactRecord[] =>
    rows.filter((row) => isEntry(row, names.length, options)).map((row) => toRecord(row, plan, reversed));
  async function* records(): AsyncGenerator<readonly ContactRecord[]> {
    const entries = first.slice(header === undefined ? 0 : header + 1);
    for await (const rows of resumeBatches<readonly Row[]>(entries, batches)) yield toRecords(rows);
  }
  return { columns: () => plan.columns, records: records() };
}

/** At least so many rows from the beginning, if there are so many. */
async function takeRows(batches: RowBatches, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < count) {
    const batch = await batches.next();
    if (batch.done === true) break;
    rows.push(...batch.value);
  }
  return rows;
}

/** A row of one cell in a wide table is a remark below the table, unless there is a number in it. */
function isEntry({ line, cells }: Row, width: number, { country, onUnreadable }: TableOptions): boolean {
  if (cells.length > 1 || width <= 2) return true;
  const [text = ''] = cells;
  if (parsePhoneNumber(text, country, 'file') !== undefined) {
    onUnreadable(line, text, `has one cell where there are ${width} columns`);
  }
  return false;
}

function toRecord({ line, cells }: Row, plan: ColumnPlan, reversed: boolean): ContactRecord {
  const phones: PhoneCell[] = [];
  for (const { index, column } of plan.phones) {
    const text = cells[index];
    if (text !== undefined && text !== '') phones.push({ column, text });
  }
  const name = firstText(cells, plan.name);
  return {
    line,
    name: reversed ? unreverse(name) : name,
    first: firstText(cells, plan.first),
    middle: firstText(cells, plan.middle),
    infix: firstText(cells, plan.infix),
    last: firstText(cells, plan.last),
    company: firstText(cells, plan.company),
    url: firstText(cells, plan.url),
    phones,
  };
}

/** The first of some cells that is not empty. */
function firstText(cells: readonly string[], indexes: readonly number[]): string {
  for (const index of indexes) {
    const text = cells[index];
    if (text !== undefined && text !== '') return text;
  }
  return '';
}

/** What the columns are called in the report and by `map`: one without a name by its position, a repeated one counted. */
function namesOf(header: readonly string[] | undefined, below: readonly (readonly string[])[]): string[] {
  const width = Math.max(header?.length ?? 0, ...below.map((cells) => cells.length));
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, index) => {
    const text = header?.[index]?.trim() ?? '';
    const name = text === '' ? `column ${index + 1}` : text;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
