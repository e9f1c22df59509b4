import { AppError } from '../../domain/app-error.ts';
import { firstDayOf, monthOf } from './calendar.ts';
import { HOUR_MS, type DayNumber, type ZoneClock } from './zone-clock.ts';

export type PeriodLength = 'hour' | 'day' | 'week' | 'month';

/** From `start` to `end` (exclusive), in milliseconds since 1970. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** About a year of hours: nobody looks at a series of more points than that. */
const MOST_PERIODS = 10_000;

const NEXT_LONGER: Readonly<Record<PeriodLength, string>> = {
  hour: 'by=day',
  day: 'by=week',
  week: 'by=month',
  month: 'a shorter range',
};

/**
 * The hours, days, weeks (from Monday) or months of a clock that `from` to `to` touches, in order and without gaps. The
 * first may begin before `from`, the last may end after `to`. Throws AppError `invalid` where there would be too many.
 */
export function listPeriods(from: number, to: number, length: PeriodLength, clock: ZoneClock): Period[] {
  const periods: Period[] = [];
  let start = startOfPeriod(from, length, clock);
  while (start < to) {
    if (periods.length === MOST_PERIODS) {
      throw new AppError('invalid', `that is more than ${MOST_PERIODS} periods: ask for ${NEXT_LONGER[length]}`);
    }
    const end = endOfPeriod(start, length, clock);
    periods.push({ start, end });
    start = end;
  }
  return periods;
}

function startOfPeriod(instant: number, length: PeriodLength, clock: ZoneClock): number {
  if (length === 'hour') return startOfHour(instant, clock);
  const day = clock.dayOf(instant);
  if (length === 'day') return clock.startOfDay(day);
  return clock.startOfDay(length === 'week' ? mondayOf(day) : firstDayOf(monthOf(day)));
}

function endOfPeriod(start: number, length: PeriodLength, clock: ZoneClock): number {
  if (length === 'hour') return endOfHour(start, clock);
  const day = clock.dayOf(start);
  if (length === 'day') return clock.startOfDay(day + 1);
  return clock.startOfDay(length === 'week' ? mondayOf(day) + 7 : firstDayOf(monthOf(day) + 1));
}

/** The full hour on the wall clock that an instant is in: the last moment at which it showed whole hours. */
function startOfHour(instant: number, clock: ZoneClock): number {
  const sinceFull = modulo(instant + clock.offsetAt(instant), HOUR_MS);
  const start = instant - sinceFull;
  if (sinceFull === 0 || clock.offsetAt(start) === clock.offsetAt(instant)) return start;
  const [, changed] = clock.stretches(start, instant + 1);
  // The clock was changed within this hour: to a whole hour, and so it began then, or else it began before.
  if (!changed || modulo(changed.from + changed.offset, HOUR_MS) === 0) return changed?.from ?? start;
  return startOfHour(changed.from - 1, clock);
}

function endOfHour(start: number, clock: ZoneClock): number {
  const offset = clock.offsetAt(start);
  const end = start + HOUR_MS - modulo(start + offset, HOUR_MS);
  if (clock.offsetAt(end) === offset) return end;
  const [, changed] = clock.stretches(start, end + 1);
  if (!changed) return end;
  if (modulo(changed.from + changed.offset, HOUR_MS) === 0) return changed.from;
  return endOfHour(changed.from, clock);
}

/** 1970-01-01 was a Thursday. */
function mondayOf(day: DayNumber): DayNumber {
  return day - modulo(day + 3, 7);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
