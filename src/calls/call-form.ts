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

/** How calls are handed out: as lines of CSV, or as the elements of a JSON array with commas between them. */
export type CallForm = 'csv' | 'json';

const FORMS: Readonly<Record<CallForm, (calls: readonly Call[]) => string>> = {
  csv: (calls) => calls.map((call) => renderCsvRow(CALL_COLUMNS.map((column) => call[column]))).join(''),
  json: (calls) => calls.map((call) => JSON.stringify(call)).join(','),
};

/** The beginning of the call log as CSV: the names of its columns. */
export const CALL_CSV_START = CSV_START + renderCsvRow(CALL_COLUMNS);

/** These calls as a text in this form. */
export function formCalls(calls: readonly Call[], form: CallForm): string {
  return FORMS[form](calls);
}
