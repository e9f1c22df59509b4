import type { Workspace } from '../../domain/contact.ts';
import { quartersToEndOfDay, type Calendar } from '../time/calendar.ts';
import type { CallFigures, DayFigures } from './call-figures.ts';
import { countNewOfDay, type PackedDayGaps } from '../packed/packed-day-gaps.ts';
import type { DayNumber } from '../time/zone-clock.ts';

/** The days of one answer, by the company's clock. */
export interface DayReader {
  /** Gives each day from `from` to `to` (exclusive) that had calls to `visit`. */
  visit(from: DayNumber, to: DayNumber, visit: (day: DayFigures) => void): void;
  /**
   * How many different callers called on these days who had not called from the instant `sinceInstant` up to the first of
   * them: the beginning of a quarter of an hour, and no later than that day's.
   */
  countCallers(from: DayNumber, to: DayNumber, sinceInstant: number): number;
}

/** Reads the days from `first` to `end` (exclusive), for questions within them. */
export function createDayReader(
  figures: CallFigures,
  workspace: Workspace,
  calendar: Calendar,
  first: DayNumber,
  end: DayNumber,
): DayReader {
  const days: DayFigures[] = [];
  for (const day of figures.listDays(workspace, first, end)) days[day.day - first] = day;
  const callers: PackedDayGaps[] = [];
  for (const [day, packed] of figures.listDayCallers(workspace, first, end)) callers[day - first] = packed;
  return {
    visit: (from, to, visit) => {
      for (let place = from - first; place < to - first; place++) {
        const day = days[place];
        if (day) visit(day);
      }
    },
    countCallers: (from, to, sinceInstant) => {
      const sinceDay = calendar.day.bucketOf(sinceInstant);
      const quarters = quartersToEndOfDay(sinceInstant, calendar);
      let count = 0;
      for (let place = from - first; place < to - first; place++) {
        const packed = callers[place];
        if (packed) count += countNewOfDay(packed, first + place - sinceDay, quarters);
      }
      return count;
    },
  };
}
