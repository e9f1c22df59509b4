import { cutTime } from './calendar.ts';
import { uniqueInDays } from './caller-sum.ts';
import { listPeriods, startOfHour, type Period } from './periods.ts';
import { countStored, type Asked } from './read-counts.ts';
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
  { figures, workspace, calendar, sumCallers, listDays }: Asked,
  { from, to, by }: Omit<StatisticsQuestion, 'timeZone'>,
  clock: ZoneClock,
): SeriesPoint[] {
  const periods = listPeriods(from, to, by, clock);
  const isDayStart = (instant: number): boolean => calendar.day.startOf(calendar.day.bucketOf(instant)) === instant;
  const byDays = periods.every(({ start }) => start < from || isDayStart(start));

  function* listFigures(): Iterable<Figure> {
    for (const { grain, ...piece } of cutTime(
      from,
      to,
      byDays ? [calendar.day, calendar.quarter] : [calendar.quarter],
    )) {
      if (!grain) {
        for (const call of figures.listCalls(workspace, piece.from, piece.to)) {
          const { answered, missed } = countStored(call);
          yield { at: call.facts.firstAt, calls: 1, answered, missed, hourCallers: 0 };
        }
      } else if (grain === calendar.quarter) {
        const quarters = figures.listQuarters(workspace, grain.bucketOf(piece.from), grain.bucketOf(piece.to));
        for (const { quarter, ...counts } of quarters) yield { at: grain.startOf(quarter), ...counts };
      } else {
        for (const { day, counts } of listDays(grain.bucketOf(piece.from), grain.bucketOf(piece.to))) {
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
      return uniqueInDays(listDays(firstDay, lastDay), firstDay);
    }
    const isHour = first === start && last === end && startOfHour(start, calendar.clock) === start;
    if (isHour && startOfHour(end - 1, calendar.clock) === start) return hourCallers;
    return sumCallers(workspace, first, last).distinct();
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
