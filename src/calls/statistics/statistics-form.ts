import { CSV_START, renderCsvRow } from '../../domain/csv-row.ts';
import type { Statistics } from './statistics.ts';

/** How statistics are handed out: all of them as JSON, or their series as CSV, a line for each period. */
export type StatisticsForm = 'json' | 'csv';

const FORMS: Readonly<Record<StatisticsForm, (statistics: Statistics) => string>> = {
  json: JSON.stringify,
  csv: renderSeries,
};

const SERIES_COLUMNS = ['start', 'calls', 'uniqueCallers', 'answered', 'missed'] as const;

/** Statistics as a text in this form. */
export function formStatistics(statistics: Statistics, form: StatisticsForm): string {
  return FORMS[form](statistics);
}

function renderSeries({ series }: Statistics): string {
  const rows = series.map((point) => renderCsvRow(SERIES_COLUMNS.map((column) => point[column])));
  return CSV_START + renderCsvRow(SERIES_COLUMNS) + rows.join('');
}
