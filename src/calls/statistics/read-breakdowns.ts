import { cutTime } from '../time/calendar.ts';
import { countExtensions, type ExtensionCounts } from '../call-counts.ts';
import { outlineCall } from '../call-outline.ts';
import { CALLER_GRAINS, type CallerGrain } from '../count-changes.ts';
import { showParty } from '../party.ts';
import { countStored, type Asked } from './read-counts.ts';
import type { ExtensionStatistics, HourStatistics, TopCaller } from './statistics.ts';
import type { TallySum } from '../packed/tally.ts';
import { hourOfDay, type ZoneClock } from '../time/zone-clock.ts';

const TOP_CALLERS = 10;
/** Callers that were erased keep their place among the top, and are passed over. */
const TOP_CALLERS_ASKED = 50;
const MOST_EXTENSIONS = 1000;

/** Who called most. */
export function readTopCallers({ figures }: Asked, callers: TallySum): TopCaller[] {
  return callers
    .top(TOP_CALLERS_ASKED)
    .flatMap(({ key, count }) => {
      const number = figures.findNumber(key);
      return number === undefined ? [] : [{ key, number, count }];
    })
    .slice(0, TOP_CALLERS)
    .map(({ key, number, count }) => ({
      number: showParty(number) ?? '',
      name: figures.findLastName(key) ?? null,
      calls: count,
    }));
}

/** Every phone inside that was in a call. */
export function readExtensions(
  { figures, workspace, calendar, listCalls }: Asked,
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
  for (const { grain, ...piece } of cutTime(
    from,
    to,
    CALLER_GRAINS.map((name) => calendar[name]),
  )) {
    if (!grain) {
      for (const { facts } of listCalls(piece.from, piece.to)) {
        for (const [extension, counts] of countExtensions(outlineCall(facts), facts)) add(extension, counts);
      }
      continue;
    }
    const [first, end] = [grain.bucketOf(piece.from), grain.bucketOf(piece.to)];
    for (const counts of figures.sumExtensions(workspace, grain.name as CallerGrain, first, end))
      add(counts.extension, counts);
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
export function readHoursOfDay(ask: Asked, from: number, to: number, clock: ZoneClock): HourStatistics[] {
  const { calendar } = ask;
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, calls: 0, missed: 0 }));
  const add = (hour: number, calls: number, missed: number): void => {
    const sum = hours[hour];
    if (!sum) return;
    sum.calls += calls;
    sum.missed += missed;
  };
  // Days are counted by the hours of the company's clock.
  const grains = clock.zone === calendar.clock.zone ? [calendar.day, calendar.quarter] : [calendar.quarter];
  for (const { grain, ...piece } of cutTime(from, to, grains)) {
    if (!grain) {
      for (const call of ask.listCalls(piece.from, piece.to)) {
        add(hourOfDay(call.facts.firstAt, clock), 1, countStored(call).missed);
      }
    } else if (grain === calendar.day) {
      ask.days.visit(grain.bucketOf(piece.from), grain.bucketOf(piece.to), (day) => {
        for (const { hour } of hours) add(hour, day.hours[hour] ?? 0, day.hours[hour + 24] ?? 0);
      });
    } else {
      ask.quarters.visit(grain.bucketOf(piece.from), grain.bucketOf(piece.to), (quarter, calls, _, missed) => {
        add(hourOfDay(grain.startOf(quarter), clock), calls, missed);
      });
    }
  }
  return hours;
}
