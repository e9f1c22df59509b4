import { CSV_START, renderCsvRow } from '../domain/csv-row.ts';
import type { Call } from './call.ts';

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

/** The beginning of the call log as CSV: the names of its columns. */
export const CALL_CSV_START = CSV_START + renderCsvRow(CALL_COLUMNS);

/** These calls as lines of CSV. */
export function renderCallRows(calls: readonly Call[]): string {
  return calls.map((call) => renderCsvRow(CALL_COLUMNS.map((column) => call[column]))).join('');
}
