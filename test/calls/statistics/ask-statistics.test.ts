import { expect, test } from '@jest/globals';
import type { Parameters } from '../../../src/calls/ask-calls.ts';
import { parseStatisticsQuestion } from '../../../src/calls/statistics/ask-statistics.ts';

const HOUSE = { timeZone: 'Europe/Amsterdam', country: 'NL', now: Date.parse('2026-03-29T10:00:00Z') } as const;

const iso = (instant: number) => new Date(instant).toISOString();

test('is of the last thirty days, today included, when it says nothing', () => {
  const { from, to, by, timeZone } = parseStatisticsQuestion({}, HOUSE);
  expect([iso(from), iso(to), by, timeZone]).toEqual([
    '2026-02-27T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    'day',
    'Europe/Amsterdam',
  ]);
});

test('reads its dates by the clock of the zone it names', () => {
  const { from } = parseStatisticsQuestion({ from: '2026-01-05', to: '2026-01-06', tz: 'Asia/Kolkata' }, HOUSE);
  expect(iso(from)).toBe('2026-01-04T18:30:00.000Z');
});

test.each<[Parameters, RegExp]>([
  [{ by: 'year' }, /^by: one of hour, day, week, month/],
  [{ tz: 'Europe/Atlantis' }, /^tz: an IANA time zone/],
  [{ from: '2026-01-06', to: '2026-01-06' }, /^from: must be before `to`/],
])('%j is refused', (parameters, message) => {
  expect(() => parseStatisticsQuestion(parameters, HOUSE)).toThrow(message);
});
