import { SourceError } from '../../source.ts';
import type { RecordReader } from '../record-reader.ts';
import { openTable, type OnUnreadable, type Row, type RowBatches, type TableOptions } from '../table/open-table.ts';
import { splitArray, type JsonElement } from './split-array.ts';

/** Contacts do not have more different properties. */
const MOST_COLUMNS = 1000;

/**
 * A JSON array with one object for each entry. It is read as a table: a property is a column (`phones.number` for one
 * within another), several values of one are several numbers in a cell. `openText` begins the text again, for the
 * columns are only known when all of it has been seen. Throws SourceError as tables do.
 */
export async function openJson(openText: () => AsyncIterable<string>, options: TableOptions): Promise<RecordReader> {
  const columns = await findColumns(openText());
  const table = await openTable(readRows(openText(), columns, options.onUnreadable), options);
  return { format: 'json', delimiter: null, ...table };
}

async function findColumns(text: AsyncIterable<string>): Promise<readonly string[]> {
  const columns = new Set<string>();
  for await (const elements of splitArray(text)) {
    for (const element of elements) {
      for (const column of flatten(element)?.keys() ?? []) columns.add(column);
    }
    if (columns.size > MOST_COLUMNS) {
      throw new SourceError(`has more than ${MOST_COLUMNS} different properties`, false);
    }
  }
  return [...columns];
}

async function* readRows(
  text: AsyncIterable<string>,
  columns: readonly string[],
  onUnreadable: OnUnreadable,
): RowBatches {
  let rows: Row[] = [{ line: 1, cells: columns }];
  for await (const elements of splitArray(text)) {
    for (const element of elements) {
      const values = flatten(element);
      if (values === undefined) onUnreadable(element.line, element.text, 'is no JSON object');
      else rows.push({ line: element.line, cells: columns.map((column) => values.get(column)?.join('\n') ?? '') });
    }
    yield rows;
    rows = [];
  }
  return undefined;
}

/** The texts of an element by the path of their property; undefined for what is no object. */
function flatten({ text }: JsonElement): ReadonlyMap<string, string[]> | undefined {
  const values = new Map<string, string[]>();
  let element: unknown;
  try {
    element = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return undefined;
  collect(element, '', values);
  return values;
}

function collect(value: unknown, path: string, values: Map<string, string[]>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, values);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collect(inner, path === '' ? key : `${path}.${key}`, values);
  } else if (typeof value === 'string' || typeof value === 'number') {
    const known = values.get(path);
    if (known === undefined) values.set(path, [String(value)]);
    else known.push(String(value));
  }
}
