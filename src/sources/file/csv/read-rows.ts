import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { SourceError } from '../../source.ts';
import type { OnUnreadable, Row } from '../table/open-table.ts';
import type { CsvDialect } from './sniff-dialect.ts';

/** No row of a contact file is longer; a quotation mark that nobody closes would make the rest of the file one row. */
const LONGEST_ROW = 1_000_000;
const MOST_UNREADABLE = 100;
const BATCH_ROWS = 500;

/**
 * The rows of a delimited text that hold anything, in batches. `openText` begins the text from its first line again:
 * where a row cannot be read, `onUnreadable` hears of it and reading goes on with the next line. Throws SourceError
 * when that happens too often.
 */
export async function* readRows(
  openText: () => AsyncIterable<string>,
  dialect: CsvDialect,
  onUnreadable: OnUnreadable,
): AsyncGenerator<readonly Row[], undefined> {
  let line = dialect.separatorLine ? 2 : 1;
  for (let unreadable = 0; unreadable <= MOST_UNREADABLE; unreadable++) {
    const trouble = yield* readRowsFrom(line, openText(), dialect);
    if (trouble === undefined) return undefined;
    const text = await firstLine(textFrom(trouble.line, openText()));
    onUnreadable(trouble.line, text, trouble.reason);
    line = trouble.line + 1;
  }
  throw new SourceError(`more than ${MOST_UNREADABLE} rows cannot be read, the last on line ${line - 1}`, false);
}

interface Trouble {
  readonly line: number;
  readonly reason: string;
}

async function* readRowsFrom(
  start: number,
  text: AsyncIterable<string>,
  dialect: CsvDialect,
): AsyncGenerator<readonly Row[], Trouble | undefined> {
  const parser = parse({ ...parseOptions(dialect), max_record_size: LONGEST_ROW });
  const records: AsyncIterable<string[]> = pipeline(Readable.from(textFrom(start, text)), parser, () => undefined);
  let line = start;
  // How many cells the first row with several has; 1 until there is one.
  let width = 1;
  let batch: Row[] = [];
  let trouble: Trouble | undefined;
  try {
    for await (const record of records) {
      const breaks = countLineBreaks(record);
      if (breaks > 0 && swallowedRows(record, dialect)) {
        trouble = { line, reason: UNCLOSED };
        break;
      }
      const cells = record.length === 1 ? unwrap(record, width, dialect) : record;
      if (width === 1) width = cells.length;
      if (cells.some((cell) => cell !== '')) batch.push({ line, cells });
      line += 1 + breaks;
      if (batch.length === BATCH_ROWS) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    trouble = { line, reason: explain(error) };
  }
  if (batch.length > 0) yield batch;
  return trouble;
}

function parseOptions(dialect: CsvDialect) {
  return {
    delimiter: dialect.delimiter,
    record_delimiter: '\n',
    relax_quotes: true,
    relax_column_count: true,
    ltrim: dialect.spaceBeforeQuotes,
  };
}

const UNCLOSED = 'a quotation mark is opened in this row and not closed';

function explain(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return UNCLOSED;
  if (error.code === 'CSV_MAX_RECORD_SIZE') return `${UNCLOSED}, or it is longer than ${LONGEST_ROW} characters`;
  return error.message;
}

function countLineBreaks(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

/**
 * Whether an unclosed quotation mark has made several rows one. The parser leaves the mark in place where the next one
 * is no end of a cell, and the rows that were swallowed have their delimiters in them.
 */
function swallowedRows(cells: readonly string[], { delimiter }: CsvDialect): boolean {
  return cells.some((cell) => cell.startsWith('"') && cell.includes(delimiter, cell.indexOf('\n') + 1));
}

/**
 * A comma file that a Dutch Excel has opened and saved has some of its rows in one quoted cell: all of `a,"b, c",d`
 * stands in the first column there.
 */
function unwrap(cells: string[], width: number, dialect: CsvDialect): string[] {
  const [cell] = cells;
  if (cell === undefined || !cell.includes(dialect.delimiter) || cell.includes('\n')) return cells;
  const [inner = []] = parseAtOnce(cell, parseOptions(dialect));
  return width === 1 || inner.length === width ? inner : cells;
}

/** A text without the lines before one of them. */
async function* textFrom(line: number, text: AsyncIterable<string>): AsyncGenerator<string> {
  let toSkip = line - 1;
  for await (const chunk of text) {
    let from = 0;
    while (toSkip > 0) {
      const end = chunk.indexOf('\n', from);
      if (end === -1) break;
      from = end + 1;
      toSkip -= 1;
    }
    if (toSkip === 0) yield from === 0 ? chunk : chunk.slice(from);
  }
}

async function firstLine(text: AsyncIterable<string>): Promise<string> {
  let line = '';
  for await (const chunk of text) {
    line += chunk;
    const end = line.indexOf('\n');
    if (end !== -1) return line.slice(0, end);
  }
  return line;
}
