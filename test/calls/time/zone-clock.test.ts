import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { listPeriods, type PeriodLength } from '../../../src/calls/time/periods.ts';
import { createZoneClock, DAY_MS } from '../../../src/calls/time/zone-clock.ts';

const AMSTERDAM = createZoneClock('Europe/Amsterdam');

/** Zones with whole hours, half and quarter hours, half an hour of summer time, midnights that are skipped, and none. */
const ZONES = [
  'Europe/Amsterdam',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/New_York',
  'UTC',
];

function utc(text: string): number {
  return Date.parse(`${text}Z`);
}

function startsOf(zone: string, from: string, to: string, length: PeriodLength): string[] {
  return listPeriods(utc(from), utc(to), length, createZoneClock(zone)).map(({ start }) =>
    new Date(start).toISOString().slice(0, 16),
  );
}

describe('when a day begins', () => {
  test.each([
    ['Europe/Amsterdam', '2026-01-05', '2026-01-04T23:00'],
    ['Europe/Amsterdam', '2026-03-29', '2026-03-28T23:00'],
    ['Europe/Amsterdam', '2026-03-30', '2026-03-29T22:00'],
    ['Europe/Amsterdam', '2026-10-25', '2026-10-24T22:00'],
    ['Europe/Amsterdam', '2026-10-26', '2026-10-25T23:00'],
    ['Asia/Kolkata', '2026-01-05', '2026-01-04T18:30'],
    ['Asia/Kathmandu', '2026-01-05', '2026-01-04T18:15'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00'],
    ['UTC', '2026-01-05', '2026-01-05T00:00'],
  ])('%s %s: %s', (zone, day, expected) => {
    const start = createZoneClock(zone).startOfDay(utc(`${day}T00:00`) / DAY_MS);
    expect(new Date(start).toISOString().slice(0, 16)).toBe(expected);
  });
});

describe('hours of the days on which the clock changes', () => {
  test('the spring day of Amsterdam has 23, from one to three', () => {
    const hours = startsOf('Europe/Amsterdam', '2026-03-28T23:00', '2026-03-29T22:00', 'hour');
    expect(hours).toHaveLength(23);
    expect(hours.slice(0, 3)).toEqual(['2026-03-28T23:00', '2026-03-29T00:00', '2026-03-29T01:00']);
  });

  test('the autumn day of Amsterdam has 25, two o’clock twice', () => {
    expect(startsOf('Europe/Amsterdam', '2026-10-24T22:00', '2026-10-25T23:00', 'hour')).toHaveLength(25);
    const twice = ['2026-10-25T00:30', '2026-10-25T01:30'].map((text) => AMSTERDAM.offsetAt(utc(text)) / 3_600_000);
    expect(twice).toEqual([2, 1]);
  });

  test('half an hour of summer time makes one hour longer', () => {
    // At 15:00 UTC the clock goes from 02:00 back to 01:30, and at 15:30 UTC forward from 02:00 to 02:30.
    expect(startsOf('Australia/Lord_Howe', '2026-04-04T13:30', '2026-04-04T17:00', 'hour')).toEqual([
      '2026-04-04T13:00',
      '2026-04-04T14:00',
      '2026-04-04T15:30',
      '2026-04-04T16:30',
    ]);
    expect(startsOf('Australia/Lord_Howe', '2026-10-03T14:30', '2026-10-03T17:00', 'hour')).toEqual([
      '2026-10-03T14:30',
      '2026-10-03T16:00',
    ]);
  });

  test('where hours begin at half past in UTC', () => {
    expect(startsOf('Asia/Kolkata', '2026-01-05T10:00', '2026-01-05T12:00', 'hour')).toEqual([
      '2026-01-05T09:30',
      '2026-01-05T10:30',
      '2026-01-05T11:30',
    ]);
  });
});

describe('weeks and months', () => {
  test('weeks begin on Monday, also the week that a range begins within', () => {
    expect(startsOf('Europe/Amsterdam', '2026-03-25T00:00', '2026-04-06T00:00', 'week')).toEqual([
      '2026-03-22T23:00',
      '2026-03-29T22:00',
      '2026-04-05T22:00',
    ]);
  });

  test('months begin on the first, over the end of a year', () => {
    expect(startsOf('Europe/Amsterdam', '2025-11-30T23:00', '2026-04-01T00:00', 'month')).toEqual([
      '2025-11-30T23:00',
      '2025-12-31T23:00',
      '2026-01-31T23:00',
      '2026-02-28T23:00',
      '2026-03-31T22:00',
    ]);
  });
});

describe('in every zone', () => {
  const clocks = ZONES.map(createZoneClock);
  const wallClocks = new Map(
    ZONES.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
    ]),
  );
  const instants = fc.integer({ min: Date.UTC(2004, 0), max: Date.UTC(2036, 0) });

  test('an instant is in the day that began last', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clocks), instants, (clock, instant) => {
        const day = clock.dayOf(instant);
        expect(clock.startOfDay(day)).toBeLessThanOrEqual(instant);
        expect(clock.startOfDay(day + 1)).toBeGreaterThan(instant);
      }),
      { numRuns: 2000 },
    );
  });

  test('the clock shows what Intl says', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clocks), instants, (clock, instant) => {
        const shown = new Date(instant + clock.offsetAt(instant)).toISOString().slice(0, 19).replace('T', ' ');
        expect(shown).toBe(wallClocks.get(clock.zone)?.format(instant));
      }),
      { numRuns: 2000 },
    );
  });

  test('periods follow each other without gaps and hold the whole range', () => {
    const lengths = fc.constantFrom<PeriodLength>('hour', 'day', 'week', 'month');
    fc.assert(
      fc.property(
        fc.constantFrom(...clocks),
        instants,
        fc.integer({ min: 1, max: 40 * DAY_MS }),
        lengths,
        (clock, from, width, length) => {
          const periods = listPeriods(from, from + width, length, clock);
          expect(periods[0]?.start).toBeLessThanOrEqual(from);
          expect(periods.at(-1)?.end).toBeGreaterThanOrEqual(from + width);
          expect(periods.slice(1).every(({ start }, index) => start === periods[index]?.end)).toBe(true);
          expect(periods.every(({ start, end }) => end > start)).toBe(true);
          expect(listPeriods(periods[0]?.start ?? 0, from + width, length, clock)).toEqual(periods);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('every hour begins when the clock shows a whole one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clocks), instants, (clock, from) => {
        const hours = listPeriods(from, from + 2 * DAY_MS, 'hour', clock);
        expect(hours.filter(({ start }) => (start + clock.offsetAt(start)) % 3_600_000 !== 0)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a range of too many periods is refused with what to ask instead', () => {
  expect(() => listPeriods(0, 2 * 365 * DAY_MS, 'hour', AMSTERDAM)).toThrow(/more than 10000 periods: ask for by=day/);
});

test('a name that is no time zone throws', () => {
  expect(() => createZoneClock('Europe/Atlantis')).toThrow(RangeError);
});
