import { CSV_START, renderCsvRow } from '../domain/csv-row.ts';
import type { Call } from './call.ts';
import type { Statistics } from './statistics.ts';

const CALL_COLUMNS = [
  'id',
  'callId',
  'direction',
  'from',
  'to',
  'name',
  'source',
  'unnamed',
  'state',
  'startedAt',
  'answeredAt',
  'endedAt',
  'ringSeconds',
  'talkSeconds',
  'phones',
  'answeredBy',
] as const satisfies readonly (keyof Call)[];

const SERIES_COLUMNS = ['start', 'calls', 'uniqueCallers', 'answered', 'missed'] as const;

/** The beginning of the call log as CSV: the names of its columns. */
export const CALL_CSV_START = CSV_START + renderCsvRow(CALL_COLUMNS);

/** These calls as lines of CSV. */
export function renderCallRows(calls: readonly Call[]): string {
  return calls.map((call) => renderCsvRow(CALL_COLUMNS.map((column) => call[column]))).join('');
}

/** The series of some statistics as CSV, a line for each period. */
export function renderSeriesCsv({ series }: Statistics): string {
  const rows = series.map((point) => renderCsvRow(SERIES_COLUMNS.map((column) => point[column])));
  return CSV_START + renderCsvRow(SERIES_COLUMNS) + rows.join('');
}
