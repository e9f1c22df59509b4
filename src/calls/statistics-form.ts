import { renderSeriesCsv } from './call-csv.ts';
import type { Statistics } from './statistics.ts';

/** How statistics are handed out: all of them as JSON, or their series as CSV. */
export type StatisticsForm = 'json' | 'csv';

const FORMS: Readonly<Record<StatisticsForm, (statistics: Statistics) => string>> = {
  json: JSON.stringify,
  csv: renderSeriesCsv,
};

/** Statistics as a text in this form. */
export function formStatistics(statistics: Statistics, form: StatisticsForm): string {
  return FORMS[form](statistics);
}
