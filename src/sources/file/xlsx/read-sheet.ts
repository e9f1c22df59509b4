import type { Row, RowBatches } from '../table/open-table.ts';
import { walkXml, type XmlVisitor } from '../walk-xml.ts';

const BATCH_ROWS = 500;
/** Columns further to the right hold no contacts. */
const MOST_COLUMNS = 1000;
const LONGEST_CELL = 32_767;

/** The rows of a sheet that hold anything, in batches. All are as wide as the widest so far. */
export async function* readSheet(text: AsyncIterable<string>, strings: readonly string[]): RowBatches {
  let rows: Row[] = [];
  const collector = createRowCollector(strings, (row) => rows.push(row));
  for await (const _ of walkXml(text, collector)) {
    if (rows.length < BATCH_ROWS) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
  return undefined;
}

function createRowCollector(strings: readonly string[], onRow: (row: Row) => void): XmlVisitor {
  let line = 0;
  let width = 0;
  let cells: string[] = [];
  let column = -1;
  let type = '';
  let value = '';
  let inValue = false;
  let inPhonetic = false;
  return {
    open(name, attributes) {
      if (name === 'row') {
        line = rowOf(attributes['r']) ?? line + 1;
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = columnOf(attributes['r']) ?? column + 1;
        type = attributes['t'] ?? 'n';
        value = '';
      }
      if (name === 'rph') inPhonetic = true;
      inValue = name === 'v' || (name === 't' && !inPhonetic);
    },
    text(piece) {
      if (inValue && value.length < LONGEST_CELL) value += piece;
    },
    close(name) {
      inValue = false;
      if (name === 'rph') inPhonetic = false;
      if (name === 'c' && column < MOST_COLUMNS) {
        while (cells.length < column) cells.push('');
        cells[column] = cellText(type, value, strings);
      } else if (name === 'row' && cells.some((cell) => cell !== '')) {
        width = Math.max(width, cells.length);
        while (cells.length < width) cells.push('');
        onRow({ line, cells });
      }
    },
  };
}

function rowOf(reference: string | undefined): number | undefined {
  return /^\d{1,7}$/.test(reference ?? '') ? Number(reference) : undefined;
}

/** `C` of `C12` is 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function cellText(type: string, value: string, strings: readonly string[]): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'n':
      return numberText(value);
    case 'str':
    case 'inlineStr':
      return value;
    default:
      // Truth values, errors and dates are no part of a contact.
      return '';
  }
}

/** A number in full, as `3.1612345678E10` is in a file that has all its digits, whatever the sheet shows of them. */
function numberText(value: string): string {
  if (/^\d*$/.test(value)) return value;
  const number = Number(value);
  return Number.isInteger(number) ? BigInt(number).toString() : value;
}
