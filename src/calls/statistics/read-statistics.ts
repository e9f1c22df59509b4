import type { Workspace } from '../../domain/contact.ts';
import type { Calendar } from '../time/calendar.ts';
import type { CallCounts } from '../call-counts.ts';
import type { CallFigures } from './call-figures.ts';
import { createCallerSums } from './caller-sum.ts';
import { countUnique } from './count-unique.ts';
import { readExtensions, readHoursOfDay, readTopCallers } from './read-breakdowns.ts';
import { createDayReader } from './day-reader.ts';
import { createQuarterReader } from './quarter-reader.ts';
import { createCallReader, readCounts, type Asked } from './read-counts.ts';
import { readSeries } from './read-series.ts';
import type { PreviousStatistics, Statistics, StatisticsQuestion } from './statistics.ts';
import { localInstant, type ZoneClock } from '../time/zone-clock.ts';

/**
 * The statistics of a workspace, for the clock of the asked time zone. Throws AppError `invalid` for more periods than
 * anybody looks at.
 */
export type ReadStatistics = (
  workspace: Workspace,
  question: Omit<StatisticsQuestion, 'timeZone'>,
  clock: ZoneClock,
) => Statistics;

/** Reads statistics from these figures; `calendar` is the company's, by which they were counted. */
export function createStatisticsReader(figures: CallFigures, calendar: Calendar): ReadStatistics {
  const sumCallers = createCallerSums(figures, calendar);
  const { day } = calendar;
  return (workspace, { from, to, by }, clock) => {
    const before = startOfPrevious(from, to, clock);
    const ask: Asked = {
      figures,
      workspace,
      calendar,
      days: createDayReader(figures, workspace, calendar, day.bucketOf(before), day.bucketOf(to)),
      quarters: createQuarterReader(figures, workspace),
      listCalls: createCallReader(figures, workspace),
    };
    const counts = readCounts(ask, from, to);
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
      uniqueCallers: countUnique(ask, from, to),
      knownCalls: counts.known,
      unknownCalls: callsOf(counts) - counts.known - counts.anonymous,
      anonymousCalls: counts.anonymous,
      averageRingSeconds: averageSeconds(counts.ringMs, counts.rings),
      averageTalkSeconds: averageSeconds(counts.talkMs, counts.talks),
      missedCalledBack: counts.calledBack,
      missedNotCalledBack: counts.missed - counts.calledBack,
      series: readSeries(ask, { from, to, by }, clock),
      topCallers: readTopCallers(ask, sumCallers(workspace, from, to)),
      byExtension: readExtensions(ask, from, to),
      busiestHours: readHoursOfDay(ask, from, to, clock),
      previous: readPrevious(ask, before, from, clock),
    };
  };
}

function readPrevious(ask: Asked, from: number, to: number, clock: ZoneClock): PreviousStatistics {
  const counts = readCounts(ask, from, to);
  return {
    from: localInstant(from, clock),
    to: localInstant(to, clock),
    calls: callsOf(counts),
    incoming: counts.incoming,
    outgoing: counts.outgoing,
    answered: counts.answered,
    missed: counts.missed,
    uniqueCallers: countUnique(ask, from, to),
  };
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
