import type { Workspace } from '../domain/contact.ts';
import { quartersToEndOfDay, type Calendar } from './time/calendar.ts';
import { addCounts, NO_CALLS, type CallCounts, type CountSum, type ExtensionCounts } from './call-counts.ts';
import type { DayGapChanges } from './packed/packed-day-gaps.ts';
import type { GapChanges } from './packed/packed-gaps.ts';
import type { Party } from './party.ts';
import { hourOfDay, type DayNumber } from './time/zone-clock.ts';

type ExtensionSums = Map<Party, ExtensionCounts>;

interface QuarterChange {
  readonly counts: CountSum;
  readonly callers: GapChanges;
}
interface DayChange {
  readonly counts: CountSum;
  readonly callers: DayGapChanges;
  /** By the hour that the company's clock showed. */
  readonly hours: Map<number, HourChange>;
}
export interface HourChange {
  calls: number;
  missed: number;
}

/** The grains in which it is counted who called and was called how often, coarse ones first. */
export type CallerGrain = 'hour' | 'day' | 'month' | 'year';
export const CALLER_GRAINS: readonly CallerGrain[] = ['year', 'month', 'day', 'hour'];

/** What a piece of work changes in the counts of one workspace, by the buckets of the calendar. */
export interface CountChanges {
  readonly workspace: Workspace;
  readonly quarters: ReadonlyMap<number, QuarterChange>;
  readonly days: ReadonlyMap<DayNumber, DayChange>;
  readonly extensions: Readonly<Record<CallerGrain, ReadonlyMap<number, ReadonlyMap<Party, ExtensionCounts>>>>;
  /** Tallies of callers that are no longer right. */
  readonly staleTallies: Readonly<Record<CallerGrain, ReadonlySet<number>>>;
}

/** Collects changes, so that each row of counts is written once for a whole batch of events. */
export interface CountCollector {
  /** A call that started at `at` came (`times` 1) or went (-1). */
  addCall(at: number, counts: CallCounts, extensions: ReadonlyMap<Party, ExtensionCounts>, times: 1 | -1): void;
  addCalledBack(at: number, times: 1 | -1): void;
  /**
   * A step came (`times` 1) or went (-1): from an incoming call of a caller at `before` (null: there was none) to their next one
   * at `at`. How long it is, is counted with the later call: that one adds a caller to what is asked unless the step began
   * within it, too.
   */
  addCallerStep(before: number | null, at: number, times: 1 | -1): void;
  /** How often a caller called at this moment has changed. */
  addStaleTally(at: number): void;
  readonly changes: CountChanges;
}

export function createCountCollector(workspace: Workspace, calendar: Calendar): CountCollector {
  const { clock, quarter, day } = calendar;
  const quarters = new Map<number, QuarterChange>();
  const days = new Map<DayNumber, DayChange>();
  const extensions = ofEachGrain(() => new Map<number, ExtensionSums>());
  const staleTallies = ofEachGrain(() => new Set<number>());
  const quarterOf = (at: number) =>
    findOrMake(quarters, quarter.bucketOf(at), (): QuarterChange => ({
      counts: { ...NO_CALLS },
      callers: { different: 0, gaps: new Map() },
    }));
  const dayOf = (at: number) =>
    findOrMake(days, day.bucketOf(at), (): DayChange => ({
      counts: { ...NO_CALLS },
      callers: { different: 0, gaps: new Map() },
      hours: new Map(),
    }));

  return {
    addCall: (at, counts, ofExtensions, times) => {
      addCounts(quarterOf(at).counts, counts, times);
      addCounts(dayOf(at).counts, counts, times);
      addHour(dayOf(at).hours, hourOfDay(at, clock), counts, times);
      for (const grain of CALLER_GRAINS) {
        const sum = findOrMake(extensions[grain], calendar[grain].bucketOf(at), (): ExtensionSums => new Map());
        addExtensions(sum, ofExtensions, times);
      }
    },
    addCalledBack: (at, times) => {
      quarterOf(at).counts.calledBack += times;
      dayOf(at).counts.calledBack += times;
    },
    addCallerStep: (before, at, times) => {
      addQuarterStep(quarterOf(at).callers, calendar, before, at, times);
      addDayStep(dayOf(at).callers, calendar, before, at, times);
    },
    addStaleTally: (at) => {
      for (const grain of CALLER_GRAINS) staleTallies[grain].add(calendar[grain].bucketOf(at));
    },
    changes: { workspace, quarters, days, extensions, staleTallies },
  };
}

function ofEachGrain<T>(make: () => T): Readonly<Record<CallerGrain, T>> {
  return { hour: make(), day: make(), month: make(), year: make() };
}

function addHour(hours: Map<number, HourChange>, hour: number, counts: CallCounts, times: number): void {
  const sum = findOrMake(hours, hour, () => ({ calls: 0, missed: 0 }));
  sum.calls += times;
  sum.missed += times * counts.missed;
}

function addExtensions(sum: ExtensionSums, extensions: ReadonlyMap<Party, ExtensionCounts>, times: number): void {
  for (const [extension, { calls, answered, missed }] of extensions) {
    const before = sum.get(extension) ?? { calls: 0, answered: 0, missed: 0 };
    sum.set(extension, {
      calls: before.calls + times * calls,
      answered: before.answered + times * answered,
      missed: before.missed + times * missed,
    });
  }
}

/** Who called before within the same quarter is counted there already. */
function addQuarterStep(
  callers: GapChanges,
  { quarter }: Calendar,
  before: number | null,
  at: number,
  times: number,
): void {
  const gap = before === null ? null : quarter.bucketOf(at) - quarter.bucketOf(before);
  if (gap === 0) return;
  callers.different += times;
  if (gap !== null) addTo(callers.gaps, gap, times);
}

/** Likewise of a day. */
function addDayStep(
  callers: DayGapChanges,
  calendar: Calendar,
  before: number | null,
  at: number,
  times: number,
): void {
  const { day } = calendar;
  const days = before === null ? null : day.bucketOf(at) - day.bucketOf(before);
  if (days === 0) return;
  callers.different += times;
  if (days === null || before === null) return;
  addTo(
    findOrMake(callers.gaps, days, (): Map<number, number> => new Map()),
    quartersToEndOfDay(before, calendar),
    times,
  );
}

function addTo(counts: Map<number, number>, key: number, change: number): void {
  counts.set(key, (counts.get(key) ?? 0) + change);
}

function findOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = make()));
  return found;
}
