import { DAY_MS, HOUR_MS, QUARTER_MS, type DayNumber, type ZoneClock } from './zone-clock.ts';
import { clockOf } from './zone-clocks.ts';

type GrainName = 'quarter' | 'hour' | 'day' | 'month' | 'year';

/** A way to cut time into numbered buckets. */
export interface Grain {
  readonly name: GrainName;
  bucketOf(instant: number): number;
  /** When a bucket begins; it ends when the next one does. */
  startOf(bucket: number): number;
}

/** How time is cut by the clock of one zone. */
export interface Calendar {
  readonly clock: ZoneClock;
  /** Quarters of an hour since 1970: in every zone, hours and days begin with one. */
  readonly quarter: Grain;
  /** Hours of UTC since 1970, also where the clock's own begin at another minute: what they leave is read from the calls. */
  readonly hour: Grain;
  readonly day: Grain;
  /** Months since the year 0. */
  readonly month: Grain;
  readonly year: Grain;
}

const MONTHS_OF_YEAR = 12;

/** The calendar of an IANA time zone; throws RangeError for another name. */
export function createCalendar(zone: string): Calendar {
  const clock = clockOf(zone);
  return {
    clock,
    quarter: everyMilliseconds('quarter', QUARTER_MS),
    hour: everyMilliseconds('hour', HOUR_MS),
    day: { name: 'day', bucketOf: clock.dayOf, startOf: clock.startOfDay },
    month: {
      name: 'month',
      bucketOf: (instant) => monthOf(clock.dayOf(instant)),
      startOf: (month) => clock.startOfDay(firstDayOf(month)),
    },
    year: {
      name: 'year',
      bucketOf: (instant) => Math.floor(monthOf(clock.dayOf(instant)) / MONTHS_OF_YEAR),
      startOf: (year) => clock.startOfDay(firstDayOf(year * MONTHS_OF_YEAR)),
    },
  };
}

/** How many quarters of an hour are left of the day that an instant is in, the instant's own among them. */
export function quartersToEndOfDay(instant: number, { day, quarter }: Calendar): number {
  return quarter.bucketOf(day.startOf(day.bucketOf(instant) + 1)) - quarter.bucketOf(instant);
}

/** The month a day is in. */
export function monthOf(day: DayNumber): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * MONTHS_OF_YEAR + date.getUTCMonth();
}

/** The first day of a month. */
export function firstDayOf(month: number): DayNumber {
  return Date.UTC(Math.floor(month / MONTHS_OF_YEAR), month % MONTHS_OF_YEAR) / DAY_MS;
}

/** Time from `from` to `to` (exclusive). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** As whole buckets of one grain, or where `grain` is null as it is. */
export interface Piece extends Span {
  readonly grain: Grain | null;
}

/** The time from `from` to `to` in the coarsest whole buckets there are, coarse grains first; in order, without gaps. */
export function cutTime(from: number, to: number, [grain, ...finer]: readonly Grain[]): Piece[] {
  if (from >= to) return [];
  if (!grain) return [{ grain: null, from, to }];
  const bucket = grain.bucketOf(from);
  const first = grain.startOf(bucket) === from ? from : grain.startOf(bucket + 1);
  const last = grain.startOf(grain.bucketOf(to));
  if (first >= last) return cutTime(from, to, finer);
  return [...cutTime(from, first, finer), { grain, from: first, to: last }, ...cutTime(last, to, finer)];
}

function everyMilliseconds(name: GrainName, length: number): Grain {
  return { name, bucketOf: (instant) => Math.floor(instant / length), startOf: (bucket) => bucket * length };
}
