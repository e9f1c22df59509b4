import type { RecordReader } from '../record-reader.ts';
import { openTable, type TableOptions } from '../table/open-table.ts';
import { readRows } from './read-rows.ts';
import type { CsvDialect } from './sniff-dialect.ts';

/** A delimited text with one entry in each row. Throws SourceError as tables do. */
export async function openCsv(
  text: AsyncIterable<string>,
  dialect: CsvDialect,
  options: TableOptions,
): Promise<RecordReader> {
  const table = await openTable(readRows(text, dialect, options.onUnreadable), options);
  return { format: 'csv', delimiter: dialect.delimiter, ...table };
}
