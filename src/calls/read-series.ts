import type { Workspace } from '../domain/contact.ts';
import { cutTime, type Calendar } from './calendar.ts';
import { countCall } from './call-counts.ts';
import type { CallFigures } from './call-figures.ts';
import { outlineCall } from './call-outline.ts';
import { sumCallers, uniqueInDays } from './caller-sum.ts';
import { listPeriods, startOfHour, type Period } from './periods.ts';
import type { SeriesPoint, StatisticsQuestion } from './statistics.ts';
import { localInstant, type ZoneClock } from './zone-clock.ts';

/** What was counted from `at` on, for so short a time that it lies within one period. */
interface Figure {
  readonly at: number;
  readonly calls: number;
  readonly answered: number;
  readonly missed: number;
  readonly hourCallers: number;
}

/** Counts for each period that the asked time touches. */
export function readSeries(
  figures: CallFigures,
  workspace: Workspace,
  { from, to, by }: Omit<StatisticsQuestion, 'timeZone'>,
  calendar: Calendar,
  clock: ZoneClock,
): SeriesPoint[] {
  const periods = listPeriods(from, to, by, clock);
  const days = figures.listDays(workspace, calendar.day.bucketOf(from), calendar.day.bucketOf(to));
  const isDayStart = (instant: number): boolean => calendar.day.startOf(calendar.day.bucketOf(instant)) === instant;
  const byDays = periods.every(({ start }) => start < from || isDayStart(start));

  function* listFigures(): Iterable<Figure> {
    for (const { grain, ...piece } of cutTime(
      from,
      to,
      byDays ? [calendar.day, calendar.quarter] : [calendar.quarter],
    )) {
      if (!grain) {
        for (const { facts } of figures.listCalls(workspace, piece.from, piece.to)) {
          const { answered, missed } = countCall(outlineCall(facts), facts, false);
          yield { at: facts.firstAt, calls: 1, answered, missed, hourCallers: 0 };
        }
      } else if (grain === calendar.quarter) {
        const quarters = figures.listQuarters(workspace, grain.bucketOf(piece.from), grain.bucketOf(piece.to));
        for (const { quarter, ...counts } of quarters) yield { at: grain.startOf(quarter), ...counts };
      } else {
        for (const { day, counts } of figures.listDays(
          workspace,
          grain.bucketOf(piece.from),
          grain.bucketOf(piece.to),
        )) {
          const { incoming, outgoing, internal, answered, missed } = counts;
          yield { at: grain.startOf(day), calls: incoming + outgoing + internal, answered, missed, hourCallers: 0 };
        }
      }
    }
  }

  const countUnique = ({ start, end }: Period, hourCallers: number): number => {
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    if (isDayStart(first) && isDayStart(last)) {
      const [firstDay, lastDay] = [calendar.day.bucketOf(first), calendar.day.bucketOf(last)];
      return uniqueInDays(
        days.filter(({ day }) => day >= firstDay && day < lastDay),
        firstDay,
      );
    }
    const isHour = first === start && last === end && startOfHour(start, calendar.clock) === start;
    if (isHour && startOfHour(end - 1, calendar.clock) === start) return hourCallers;
    return sumCallers(figures, workspace, first, last, calendar).distinct();
  };

  const sums = periods.map(() => ({ calls: 0, answered: 0, missed: 0, hourCallers: 0 }));
  let index = 0;
  for (const { at, calls, answered, missed, hourCallers } of listFigures()) {
    while (at >= (periods[index]?.end ?? Infinity)) index++;
    const sum = sums[index];
    if (!sum) break;
    sum.calls += calls;
    sum.answered += answered;
    sum.missed += missed;
    sum.hourCallers += hourCallers;
  }
  return periods.map((period, index) => {
    const { calls = 0, answered = 0, missed = 0, hourCallers = 0 } = sums[index] ?? {};
    const uniqueCallers = calls === 0 ? 0 : countUnique(period, hourCallers);
    return { start: localInstant(period.start, clock), calls, uniqueCallers, answered, missed };
  });
}
