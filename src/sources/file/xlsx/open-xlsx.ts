import { SourceError } from '../../source.ts';
import type { RecordReader } from '../record-reader.ts';
import { openTable, type TableOptions } from '../table/open-table.ts';
import { openZip, type Zip } from './open-zip.ts';
import { readSheet } from './read-sheet.ts';
import { readWorkbook } from './read-workbook.ts';

/**
 * An Excel workbook: its first sheet that has telephone numbers. `onRead` hears which fraction of it has been read.
 * Throws SourceError when no sheet has any, and for what is no workbook.
 */
export async function openXlsx(
  path: string,
  options: TableOptions,
  onRead: (fraction: number) => void,
): Promise<RecordReader> {
  const zip = await openZip(path);
  try {
    const table = await openFirstTable(zip, options, onRead);
    return { format: 'xlsx', delimiter: null, columns: table.columns, records: closing(zip, table.records) };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openFirstTable(
  zip: Zip,
  options: TableOptions,
  onRead: (fraction: number) => void,
): Promise<Pick<RecordReader, 'columns' | 'records'>> {
  const { sheets, strings } = await readWorkbook(zip);
  let failure = new SourceError('has no sheet', false);
  for (const [index, sheet] of sheets.entries()) {
    try {
      return await openTable(readSheet(zip.read(sheet, onRead), strings), options);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (index === 0) failure = error;
    }
  }
  throw failure;
}

async function* closing<T>(zip: Zip, records: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* records;
  } finally {
    zip.close();
  }
}
