import { SourceError } from '../../source.ts';
import type { OnUnreadable, Row, RowBatches } from '../table/open-table.ts';
import { createRecordParser, parseRecord, UNCLOSED } from './record-parser.ts';
import type { CsvDialect } from './sniff-dialect.ts';

const MOST_UNREADABLE = 250;
/** After a row that cannot be read the parser starts anew; this much has then been read in vain. */
const PIECE_LENGTH = 8192;

/**
 * The rows of a delimited text that hold anything, in batches. Where a row cannot be read `onUnreadable` hears of it,
 * and reading goes on with the next line. Throws SourceError when that happens too often.
 */
export async function* readRows(
  text: AsyncIterable<string>,
  dialect: CsvDialect,
  onUnreadable: OnUnreadable,
): RowBatches {
  const reader = createRowReader(dialect, onUnreadable);
  for await (const chunk of text) {
    const rows = await reader.read(chunk, false);
    if (rows.length > 0) yield rows;
  }
  const rows = await reader.read('', true);
  if (rows.length > 0) yield rows;
  return undefined;
}

interface RowReader {
  /** The rows that end in this piece of the text. */
  read(chunk: string, last: boolean): Promise<Row[]>;
}

function createRowReader(dialect: CsvDialect, onUnreadable: OnUnreadable): RowReader {
  let parser = createRecordParser(dialect);
  // The text from the start of the first row that is not read yet, how much of it the parser has, and its line.
  let pending = '';
  let parsed = 0;
  let line = 1;
  let skipsLine = dialect.separatorLine;
  let unreadable = 0;
  // How many cells the first row with several has; 1 until there is one.
  let width = 1;

  /** False when the end of the line is still to come. */
  function skipLine(): boolean {
    const end = pending.indexOf('\n');
    pending = end === -1 ? '' : pending.slice(end + 1);
    parsed = 0;
    if (end !== -1) line += 1;
    return end !== -1;
  }

  /** Adds to `rows` what the records hold, and says why it has not been all of them. */
  function take(records: readonly string[][], rows: Row[]): string | undefined {
    let offset = 0;
    let trouble: string | undefined;
    for (const record of records) {
      const breaks = countLineBreaks(record);
      const end = afterLines(pending, offset, 1 + breaks);
      if (breaks > 0 && hasSwallowedRows(record, pending.slice(offset, end))) {
        trouble = UNCLOSED;
        break;
      }
      const cells = record.length === 1 ? unwrap(record, width, dialect) : record;
      if (width === 1) width = cells.length;
      if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
      line += 1 + breaks;
      offset = end;
    }
    pending = pending.slice(offset);
    parsed -= offset;
    return trouble;
  }

  function reject(reason: string): void {
    onUnreadable(line, pending.slice(0, afterLines(pending, 0, 1)).trimEnd(), reason);
    unreadable += 1;
    if (unreadable <= MOST_UNREADABLE) return;
    throw new SourceError(`more than ${MOST_UNREADABLE} rows cannot be read, the last on line ${line}`, false);
  }

  return {
    async read(chunk, last) {
      const rows: Row[] = [];
      pending += chunk;
      for (;;) {
        if (skipsLine && !skipLine()) return rows;
        skipsLine = false;
        const end = endOfPiece(pending, parsed);
        const piece = pending.slice(parsed, end);
        const lastPiece = last && end === pending.length;
        if (piece === '' && !lastPiece) return rows;
        parsed = end;
        const { records, error } = await parser.parse(piece, lastPiece);
        const trouble = take(records, rows) ?? error;
        if (trouble !== undefined) {
          reject(trouble);
          skipsLine = true;
          parser = createRecordParser(dialect);
        } else if (lastPiece) {
          return rows;
        }
      }
    },
  };
}

/** No character is cut in two. */
function endOfPiece(text: string, start: number): number {
  const end = Math.min(start + PIECE_LENGTH, text.length);
  return /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? Math.min(end + 1, text.length) : end;
}

function countLineBreaks(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

/** Where the text goes on after so many lines from `offset`. */
function afterLines(text: string, offset: number, lines: number): number {
  let end = offset;
  for (let count = 0; count < lines; count++) {
    const lineEnd = text.indexOf('\n', end);
    if (lineEnd === -1) return text.length;
    end = lineEnd + 1;
  }
  return end;
}

/**
 * Whether an unclosed quotation mark has made several rows one. The parser then finds the opening mark of a later cell
 * where the end of this one should be, and leaves both marks in its text. A text may well begin with a quotation mark
 * itself, but in the file that is doubled.
 */
function hasSwallowedRows(cells: readonly string[], raw: string): boolean {
  return cells.some((cell) => {
    if (!cell.startsWith('"') || !cell.includes('\n')) return false;
    const firstLine = cell.slice(0, cell.indexOf('\n'));
    return !raw.includes(`"${firstLine.replaceAll('"', '""')}`);
  });
}

/**
 * A comma file that a Dutch Excel has opened and saved has some of its rows in one quoted cell: all of `a,"b, c",d`
 * stands in the first column there.
 */
function unwrap(cells: string[], width: number, dialect: CsvDialect): string[] {
  const [cell] = cells;
  if (cell === undefined || !cell.includes(dialect.delimiter) || cell.includes('\n')) return cells;
  const inner = parseRecord(cell, dialect) ?? cells;
  return width === 1 || inner.length === width ? inner : cells;
}
