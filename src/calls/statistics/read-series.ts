import { cutTime, type Grain } from '../time/calendar.ts';
import { countUnique } from './count-unique.ts';
import { listPeriods } from '../time/periods.ts';
import { countStored, type Asked } from './read-counts.ts';
import type { SeriesPoint, StatisticsQuestion } from './statistics.ts';
import { localInstant, type ZoneClock } from '../time/zone-clock.ts';

/** Counts for each period that the asked time touches. */
export function readSeries(
  ask: Asked,
  { from, to, by }: Omit<StatisticsQuestion, 'timeZone'>,
  clock: ZoneClock,
): SeriesPoint[] {
  const { day, quarter } = ask.calendar;
  const periods = listPeriods(from, to, by, clock);
  const points = periods.map(({ start, end }) => ({
    start: localInstant(start, clock),
    calls: 0,
    uniqueCallers: countUnique(ask, Math.max(start, from), Math.min(end, to)),
    answered: 0,
    missed: 0,
  }));
  const inWholeDays = periods.every(({ start }) => start <= from || day.startOf(day.bucketOf(start)) === start);
  let index = 0;
  visitCounts(ask, from, to, inWholeDays ? [day, quarter] : [quarter], (at, calls, answered, missed) => {
    while (at >= (periods[index]?.end ?? Infinity)) index++;
    const point = points[index];
    if (!point) return;
    point.calls += calls;
    point.answered += answered;
    point.missed += missed;
  });
  return points;
}

/** Gives what was counted between two instants to `visit`, in order: of whole buckets of these grains, and of single calls. */
function visitCounts(
  ask: Asked,
  from: number,
  to: number,
  grains: readonly Grain[],
  visit: (at: number, calls: number, answered: number, missed: number) => void,
): void {
  const { day, quarter } = ask.calendar;
  for (const { grain, ...piece } of cutTime(from, to, grains)) {
    if (grain === day) {
      ask.days.visit(day.bucketOf(piece.from), day.bucketOf(piece.to), ({ day: number, counts }) => {
        const { incoming, outgoing, internal, answered, missed } = counts;
        visit(day.startOf(number), incoming + outgoing + internal, answered, missed);
      });
    } else if (grain === quarter) {
      const [first, end] = [quarter.bucketOf(piece.from), quarter.bucketOf(piece.to)];
      ask.quarters.visit(first, end, (number, calls, answered, missed) => {
        visit(quarter.startOf(number), calls, answered, missed);
      });
    } else {
      for (const call of ask.listCalls(piece.from, piece.to)) {
        const { answered, missed } = countStored(call);
        visit(call.facts.firstAt, 1, answered, missed);
      }
    }
  }
}
