import type { ImportReport } from '../domain/import-report.ts';
import type { StoredSource } from './contact-store.ts';

/** The sources of one workspace (`?`) in the order they are asked: those with a position, then by file name. */
export const SOURCES_IN_ORDER =
  'FROM sources WHERE workspace = ? ORDER BY position IS NULL, position, name COLLATE NOCASE, name';

/** A row of the table `sources`. */
export interface SourceRow extends Omit<StoredSource, 'position' | 'ranges' | 'lastReport'> {
  readonly id: number;
  readonly ranges: number;
  readonly rangeShapes: string;
  readonly lastReport: string | null;
}

/** What SOURCES_IN_ORDER is asked for to get rows of this kind. */
export const SOURCE_COLUMNS = `
  id, name, kind, country, shared, ranges, template, contacts, numbers, fingerprint, range_shapes AS rangeShapes,
  file_stamp AS fileStamp, last_report AS lastReport, last_import_at AS lastImportAt, last_error AS lastError`;

/** A source as the interface shows it, from the row at this place in the order (from 0). */
export function toStoredSource(row: SourceRow, index: number): StoredSource {
  const { id: _id, rangeShapes: _rangeShapes, ranges, lastReport, ...source } = row;
  return {
    ...source,
    position: index + 1,
    ranges: ranges === 1,
    lastReport: lastReport === null ? null : (JSON.parse(lastReport) as ImportReport),
  };
}
