import { expect, test } from '@jest/globals';
import { formStatistics } from '../../../src/calls/statistics/statistics-form.ts';
import type { Statistics } from '../../../src/calls/statistics/statistics.ts';

test('statistics as CSV are a line for each period', () => {
  const start = '2026-01-05T00:00:00+01:00';
  const series = [{ start, calls: 5, uniqueCallers: 3, answered: 2, missed: 1 }];
  expect(formStatistics({ series } as unknown as Statistics, 'csv')).toBe(
    `\ufeffstart,calls,uniqueCallers,answered,missed\r\n${start},5,3,2,1\r\n`,
  );
});
