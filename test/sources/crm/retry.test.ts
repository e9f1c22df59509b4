import { expect, test } from '@jest/globals';
import { readWait } from '../../../src/sources/crm/retry.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const HOUR_AHEAD = new Date(NOW + 3_600_000).toUTCString();

test.each([
  ['seconds', '5', undefined, 5000],
  ['parts of seconds', '0.5', undefined, 500],
  ['a date', new Date(NOW + 5000).toUTCString(), undefined, 5000],
  ['a date by the clock of a CRM that is an hour ahead', new Date(NOW + 3_605_000).toUTCString(), HOUR_AHEAD, 5000],
  ['seconds since 1970', String(NOW / 1000 + 5), undefined, 5000],
  ['milliseconds since 1970', String(NOW + 5000), undefined, 5000],
  ['ISO 8601', '2026-03-01T12:00:05Z', undefined, 5000],
  ['a moment that is over', new Date(NOW - 5000).toUTCString(), undefined, 0],
  ['a negative number', '-1', undefined, 0],
  ['a word', 'soon', undefined, undefined],
  ['nothing', undefined, undefined, undefined],
  ['an empty header', '', undefined, undefined],
])('%s: %s', (_, header, date, milliseconds) => {
  expect(readWait(header, date, NOW)).toBe(milliseconds);
});
