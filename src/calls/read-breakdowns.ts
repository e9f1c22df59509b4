import { cutTime } from './calendar.ts';
import { countExtensions, type ExtensionCounts } from './call-counts.ts';
import { outlineCall } from './call-outline.ts';
import { showParty } from './party.ts';
import { countStored, type Asked } from './read-counts.ts';
import type { ExtensionStatistics, HourStatistics, TopCaller } from './statistics.ts';
import type { TallySum } from './tally.ts';
import { HOUR_MS, type ZoneClock } from './zone-clock.ts';

const TOP_CALLERS = 10;
/** Callers that were erased keep their place among the top, and are passed over. */
const TOP_CALLERS_ASKED = 50;
const MOST_EXTENSIONS = 1000;

/** Who called most. */
export function readTopCallers({ figures }: Asked, callers: TallySum): TopCaller[] {
  return callers
    .top(TOP_CALLERS_ASKED)
    .flatMap(({ key, count }) => {
      const caller = figures.findCaller(key);
      return caller ? [{ number: showParty(caller.number) ?? '', name: caller.name, calls: count }] : [];
    })
    .slice(0, TOP_CALLERS);
}

/** Every phone inside that was in a call. */
export function readExtensions(
  { figures, workspace, calendar }: Asked,
  from: number,
  to: number,
): ExtensionStatistics[] {
  const sums = new Map<string, ExtensionCounts>();
  const add = (extension: string, { calls, answered, missed }: ExtensionCounts): void => {
    const sum = sums.get(extension) ?? { calls: 0, answered: 0, missed: 0 };
    sums.set(extension, {
      calls: sum.calls + calls,
      answered: sum.answered + answered,
      missed: sum.missed + missed,
    });
  };
  for (const { grain, ...piece } of cutTime(from, to, [calendar.day, calendar.hour])) {
    if (!grain) {
      for (const { facts } of figures.listCalls(workspace, piece.from, piece.to)) {
        for (const [extension, counts] of countExtensions(outlineCall(facts), facts)) add(extension, counts);
      }
      continue;
    }
    const name = grain === calendar.day ? 'day' : 'hour';
    const [first, end] = [grain.bucketOf(piece.from), grain.bucketOf(piece.to)];
    for (const counts of figures.sumExtensions(workspace, name, first, end)) add(counts.extension, counts);
  }
  return [...sums]
    .filter(([, { calls }]) => calls > 0)
    .map(([extension, { calls, answered, missed }]) => ({
      extension: showParty(extension) ?? '',
      calls,
      answered,
      missed,
    }))
    .sort((one, other) => other.calls - one.calls || (one.extension < other.extension ? -1 : 1))
    .slice(0, MOST_EXTENSIONS);
}

/** Calls by the hour of the day that the clock showed. */
export function readHoursOfDay(
  { figures, workspace, calendar }: Asked,
  from: number,
  to: number,
  clock: ZoneClock,
): HourStatistics[] {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, calls: 0, missed: 0 }));
  const add = (hour: number, calls: number, missed: number): void => {
    const sum = hours[hour];
    if (!sum) return;
    sum.calls += calls;
    sum.missed += missed;
  };
  for (const stretch of clock.stretches(from, to)) {
    for (const { grain, ...piece } of cutTime(stretch.from, stretch.to, [calendar.quarter])) {
      if (grain) {
        const [first, end] = [grain.bucketOf(piece.from), grain.bucketOf(piece.to)];
        for (const { hour, calls, missed } of figures.sumHoursOfDay(workspace, first, end, stretch.offset))
          add(hour, calls, missed);
        continue;
      }
      for (const call of figures.listCalls(workspace, piece.from, piece.to)) {
        const hour = Math.floor((call.facts.firstAt + stretch.offset) / HOUR_MS) % 24;
        add(hour, 1, countStored(call).missed);
      }
    }
  }
  return hours;
}
