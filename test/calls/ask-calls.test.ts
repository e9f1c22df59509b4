import { describe, expect, test } from '@jest/globals';
import { parseCallFilter, parseCallQuestion, type Parameters } from '../../src/calls/ask-calls.ts';

const HOUSE = { timeZone: 'Europe/Amsterdam', country: 'NL', now: Date.parse('2026-03-29T10:00:00Z') } as const;

const iso = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString());

describe('the time of a question', () => {
  test.each([
    ['a date is its midnight', '2026-01-05', '2026-01-04T23:00:00.000Z'],
    ['on the day the clock changes', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['an instant in UTC', '2026-01-05T12:00:00Z', '2026-01-05T12:00:00.000Z'],
    ['an instant with an offset', '2026-01-05T12:00:00.500+02:00', '2026-01-05T10:00:00.500Z'],
    ['a leap day', '2024-02-29', '2024-02-28T23:00:00.000Z'],
    ['the first date', '1970-01-01', '1969-12-31T23:00:00.000Z'],
    ['the last date', '2101-01-01', '2100-12-31T23:00:00.000Z'],
    ['whose + became a space', '2026-01-05T12:00 02:00', '2026-01-05T10:00:00.000Z'],
  ])('%s: %s', (_, from, expected) => {
    expect(iso(parseCallFilter({ from }, HOUSE).from)).toBe(expected);
  });

  test.each([
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-1-5',
    '2026-01-05T12:00:00',
    '1562062791',
    '2026-02-30T00:00:00Z',
    '2026-01-05T12:60:00Z',
    '2026-01-05T12:00:00 2:00',
  ])('%s is refused with what would be right', (to) => {
    expect(() => parseCallFilter({ to }, HOUSE)).toThrow(/^to: a date as 2026-03-29, or an instant with its offset/);
  });

  test.each(['1969-12-31', '0001-01-01', '1969-12-31T23:59:59Z', '2101-01-02', '2101-01-02T00:00:00Z', '9999-01-01'])(
    '%s is refused with the dates there are',
    (to) => {
      expect(() => parseCallFilter({ to }, HOUSE)).toThrow(/^to: a date from 1970-01-01 to 2101-01-01$/);
    },
  );
});

describe('a question about calls', () => {
  test.each<[Parameters, object]>([
    [{}, { limit: 50 }],
    [{ from: '', number: '', state: '', cursor: '' }, { limit: 50 }],
    [{ number: '06 1234 5678' }, { limit: 50, number: '+31612345678' }],
    [{ number: ' 31612345678' }, { limit: 50, number: '+31612345678' }],
    [
      { number: '201', state: 'missed', limit: '10' },
      { limit: 10, number: 'local:201', state: 'missed' },
    ],
    [
      { number: 'hashed:abc', cursor: 'x' },
      { limit: 50, number: 'hashed:abc', cursor: 'x' },
    ],
  ])('%j', (parameters, expected) => {
    expect(parseCallQuestion(parameters, HOUSE)).toEqual(expected);
  });

  test.each<[Parameters, RegExp]>([
    [{ limit: '0' }, /^limit: a whole number from 1 to 1000/],
    [{ limit: '1001' }, /^limit:/],
    [{ limit: 'ten' }, /^limit:/],
    [{ state: 'lost' }, /^state: one of ringing, connected, answered, missed, unanswered, unfinished/],
    [{ number: 'anonymous' }, /^number: withheld callers/],
  ])('%j is refused', (parameters, message) => {
    expect(() => parseCallQuestion(parameters, HOUSE)).toThrow(message);
  });
});
