import type { Workspace } from '../domain/contact.ts';
import type { Calendar } from './calendar.ts';
import { COUNT_NAMES, NO_CALLS, type CallCounts, type ExtensionCounts } from './call-counts.ts';
import { startOfHour } from './periods.ts';
import type { Party } from './party.ts';
import type { DayNumber } from './zone-clock.ts';

/**
 * How many of a day's callers had last called how many days before; each counts once, however often they call that day.
 * From this follows how many different callers there were, over any days: those of a first day, and of each later day those
 * whose last call was before the first.
 */
export type CallerGaps = Map<number, number>;

/** The gap of a caller who had not called before. */
export const NEVER_BEFORE = 0;

type ExtensionSums = Map<Party, ExtensionCounts>;
type Changeable<T> = { -readonly [K in keyof T]: T[K] };

interface QuarterChange {
  readonly counts: Changeable<CallCounts>;
  /** Callers who had not called before within the same hour of the company's clock. */
  hourCallers: number;
}
interface DayChange {
  readonly counts: Changeable<CallCounts>;
  readonly callerGaps: CallerGaps;
}

/** The grains in which it is tallied who called how often. */
export type TallyGrain = 'hour' | 'day' | 'month';
export const TALLY_GRAINS: readonly TallyGrain[] = ['month', 'day', 'hour'];

/** What a piece of work changes in the counts of one workspace, by the buckets of the calendar. */
export interface CountChanges {
  readonly workspace: Workspace;
  readonly quarters: ReadonlyMap<number, QuarterChange>;
  readonly days: ReadonlyMap<DayNumber, DayChange>;
  readonly extensionHours: ReadonlyMap<number, ReadonlyMap<Party, ExtensionCounts>>;
  readonly extensionDays: ReadonlyMap<DayNumber, ReadonlyMap<Party, ExtensionCounts>>;
  /** Tallies of callers that are no longer right. */
  readonly staleTallies: Readonly<Record<TallyGrain, ReadonlySet<number>>>;
}

/** Collects changes, so that each row of counts is written once for a whole batch of events. */
export interface CountCollector {
  /** A call that started at `at` came (`times` 1) or went (-1). */
  addCall(at: number, counts: CallCounts, extensions: ReadonlyMap<Party, ExtensionCounts>, times: 1 | -1): void;
  addCalledBack(at: number, times: 1 | -1): void;
  /** A caller called at `at` and the time before at `before` (null: never); that came or went. */
  addCallerStep(before: number | null, at: number, times: 1 | -1): void;
  /** How often a caller called at this moment has changed. */
  addStaleTally(at: number): void;
  readonly changes: CountChanges;
}

export function createCountCollector(workspace: Workspace, calendar: Calendar): CountCollector {
  const { clock, quarter, hour, day } = calendar;
  const quarters = new Map<number, QuarterChange>();
  const days = new Map<DayNumber, DayChange>();
  const extensionHours = new Map<number, ExtensionSums>();
  const extensionDays = new Map<DayNumber, ExtensionSums>();
  const staleTallies = { hour: new Set<number>(), day: new Set<number>(), month: new Set<number>() };
  const quarterOf = (at: number) =>
    findOrMake(quarters, quarter.bucketOf(at), () => ({ counts: { ...NO_CALLS }, hourCallers: 0 }));
  const dayOf = (at: number) =>
    findOrMake(days, day.bucketOf(at), () => ({ counts: { ...NO_CALLS }, callerGaps: new Map() }));

  return {
    addCall: (at, counts, extensions, times) => {
      addTo(quarterOf(at).counts, counts, times);
      addTo(dayOf(at).counts, counts, times);
      addExtensions(
        findOrMake(extensionHours, hour.bucketOf(at), (): ExtensionSums => new Map()),
        extensions,
        times,
      );
      addExtensions(
        findOrMake(extensionDays, day.bucketOf(at), (): ExtensionSums => new Map()),
        extensions,
        times,
      );
    },
    addCalledBack: (at, times) => {
      quarterOf(at).counts.calledBack += times;
      dayOf(at).counts.calledBack += times;
    },
    addCallerStep: (before, at, times) => {
      if (before === null || startOfHour(before, clock) !== startOfHour(at, clock)) quarterOf(at).hourCallers += times;
      const gap = before === null ? NEVER_BEFORE : day.bucketOf(at) - day.bucketOf(before);
      if (before !== null && gap === 0) return;
      const { callerGaps } = dayOf(at);
      callerGaps.set(gap, (callerGaps.get(gap) ?? 0) + times);
    },
    addStaleTally: (at) => {
      for (const grain of TALLY_GRAINS) staleTallies[grain].add(calendar[grain].bucketOf(at));
    },
    changes: { workspace, quarters, days, extensionHours, extensionDays, staleTallies },
  };
}

function addTo(sum: Changeable<CallCounts>, counts: CallCounts, times: number): void {
  for (const name of COUNT_NAMES) sum[name] += times * counts[name];
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

function findOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = make()));
  return found;
}
