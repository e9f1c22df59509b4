import type { Workspace } from '../domain/contact.ts';
import type { Calendar, Grain } from './calendar.ts';
import type { CallCounts } from './call-counts.ts';
import type { CallFigures, DayFigures } from './call-figures.ts';
import { sumCallers, uniqueInDays } from './caller-sum.ts';
import { readExtensions, readHoursOfDay, readTopCallers } from './read-breakdowns.ts';
import { readCounts, type Asked } from './read-counts.ts';
import { readSeries } from './read-series.ts';
import type { PreviousStatistics, Statistics, StatisticsQuestion } from './statistics.ts';
import { localInstant, type ZoneClock } from './zone-clock.ts';

/**
 * The statistics of a workspace. `calendar` is the company's, by which the log counts; `clock` is the asked zone's. Throws
 * AppError `invalid` for more periods than anybody looks at.
 */
export function readStatistics(
  figures: CallFigures,
  workspace: Workspace,
  { from, to, by }: Omit<StatisticsQuestion, 'timeZone'>,
  calendar: Calendar,
  clock: ZoneClock,
): Statistics {
  const ask: Asked = { figures, workspace, calendar };
  const days = figures.listDays(workspace, calendar.day.bucketOf(from), calendar.day.bucketOf(to));
  const counts = readCounts(ask, from, to);
  const callers = sumCallers(figures, workspace, from, to, calendar);
  return {
    from: localInstant(from, clock),
    to: localInstant(to, clock),
    by,
    timeZone: clock.zone,
    calls: callsOf(counts),
    incoming: counts.incoming,
    outgoing: counts.outgoing,
    internal: counts.internal,
    answered: counts.answered,
    missed: counts.missed,
    outgoingAnswered: counts.outgoingAnswered,
    uniqueCallers: isWhole(calendar.day, from, to)
      ? uniqueInDays(days, calendar.day.bucketOf(from))
      : callers.distinct(),
    knownCalls: counts.known,
    unknownCalls: callsOf(counts) - counts.known - counts.anonymous,
    anonymousCalls: counts.anonymous,
    averageRingSeconds: averageSeconds(counts.ringMs, counts.rings),
    averageTalkSeconds: averageSeconds(counts.talkMs, counts.talks),
    missedCalledBack: counts.calledBack,
    missedNotCalledBack: counts.missed - counts.calledBack,
    series: readSeries(figures, workspace, { from, to, by }, calendar, clock),
    topCallers: readTopCallers(ask, callers),
    byExtension: readExtensions(ask, from, to),
    busiestHours: readHoursOfDay(ask, from, to, clock),
    previous: readPrevious(ask, from, to, clock),
  };
}

/** Whether a stretch of time begins and ends with a bucket. */
function isWhole(grain: Grain, from: number, to: number): boolean {
  return grain.startOf(grain.bucketOf(from)) === from && grain.startOf(grain.bucketOf(to)) === to;
}

function readPrevious(ask: Asked, from: number, to: number, clock: ZoneClock): PreviousStatistics {
  const before = startOfPrevious(from, to, clock);
  const { figures, workspace, calendar } = ask;
  const counts = readCounts(ask, before, from);
  return {
    from: localInstant(before, clock),
    to: localInstant(from, clock),
    calls: callsOf(counts),
    incoming: counts.incoming,
    outgoing: counts.outgoing,
    answered: counts.answered,
    missed: counts.missed,
    uniqueCallers: isWhole(calendar.day, before, from)
      ? uniqueInDays(listDays(ask, before, from), calendar.day.bucketOf(before))
      : sumCallers(figures, workspace, before, from, calendar).distinct(),
  };
}

function listDays({ figures, workspace, calendar }: Asked, from: number, to: number): readonly DayFigures[] {
  return figures.listDays(workspace, calendar.day.bucketOf(from), calendar.day.bucketOf(to));
}

/** As many days of the clock before, where whole days are asked: they may be longer or shorter by an hour. */
function startOfPrevious(from: number, to: number, clock: ZoneClock): number {
  const [first, end] = [clock.dayOf(from), clock.dayOf(to)];
  const wholeDays = clock.startOfDay(first) === from && clock.startOfDay(end) === to;
  return wholeDays ? clock.startOfDay(first - (end - first)) : from - (to - from);
}

function callsOf({ incoming, outgoing, internal }: CallCounts): number {
  return incoming + outgoing + internal;
}

function averageSeconds(milliseconds: number, count: number): number {
  return count === 0 ? 0 : Math.round(milliseconds / count) / 1000;
}
