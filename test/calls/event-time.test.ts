import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readEventTime } from '../../src/calls/event-time.ts';

const RECEIVED = Date.UTC(2026, 2, 29, 1, 0, 0);

describe('an event counts at the moment it names', () => {
  test.each([
    ['unix milliseconds', '1562062791299', '2019-07-02T10:19:51.299Z'],
    ['unix seconds', '1562062791', '2019-07-02T10:19:51.000Z'],
    ['unix seconds with a fraction', '1562062791.5', '2019-07-02T10:19:51.500Z'],
    ['with spaces around it', ' 1562062791 ', '2019-07-02T10:19:51.000Z'],
    ['a date-time in UTC', '2019-07-02T10:19:51Z', '2019-07-02T10:19:51.000Z'],
    ['a date-time with an offset', '2019-07-02T12:19:51.299+02:00', '2019-07-02T10:19:51.299Z'],
    ['a date-time whose + became a space', '2019-07-02T12:19:51 02:00', '2019-07-02T10:19:51.000Z'],
    ['the first moment of 2000, in seconds', '946684800', '2000-01-01T00:00:00.000Z'],
    ['the first moment of 2000, in milliseconds', '946684800000', '2000-01-01T00:00:00.000Z'],
    ['an hour after its receipt', String(RECEIVED + 3_600_000), '2026-03-29T02:00:00.000Z'],
  ])('%s: %s', (_, timestamp, expected) => {
    const { at, note } = readEventTime(timestamp, RECEIVED);
    expect({ at: new Date(at).toISOString(), note }).toEqual({ at: expected, note: null });
  });
});

describe('an event counts at its receipt, with a note', () => {
  test.each([
    ['', 'no timestamp'],
    ['   ', 'no timestamp'],
    ['{timestamp}', 'unreadable timestamp'],
    ['-1562062791', 'unreadable timestamp'],
    ['1e9', 'unreadable timestamp'],
    ['15620627912991562062791299', 'unreadable timestamp'],
    ['2019-07-02', 'unreadable timestamp'],
    ['2019-07-02T10:19:51', 'unreadable timestamp'],
    ['2019-07-02T10:19Z', 'unreadable timestamp'],
    ['2019-13-02T10:19:51Z', 'unreadable timestamp'],
    ['2019-02-29T10:19:51Z', 'unreadable timestamp'],
    ['2019-07-02T25:19:51Z', 'unreadable timestamp'],
    ['0', 'timestamp before 2000'],
    ['946684799', 'timestamp before 2000'],
    ['946684799999', 'timestamp before 2000'],
    [String(RECEIVED + 3_600_001), 'timestamp in the future'],
    ['4102444800', 'timestamp in the future'],
  ])('%j: %s', (timestamp, note) => {
    expect(readEventTime(timestamp, RECEIVED)).toEqual({ at: RECEIVED, note });
  });
});

test('any text gives a whole number of milliseconds, at most an hour after the receipt', () => {
  const timestamps = fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String), fc.integer().map(String));
  fc.assert(
    fc.property(timestamps, (timestamp) => {
      const { at } = readEventTime(timestamp, RECEIVED);
      expect(Number.isInteger(at) && at >= Date.UTC(2000, 0, 1) && at <= RECEIVED + 3_600_000).toBe(true);
    }),
  );
});
