import { cutTime } from './calendar.ts';
import { countUnique } from './count-unique.ts';
import { listPeriods } from './periods.ts';
import { countStored, type Asked } from './read-counts.ts';
import type { SeriesPoint, StatisticsQuestion } from './statistics.ts';
import { localInstant, type ZoneClock } from './zone-clock.ts';

/** Counts for each period that the asked time touches. */
export function readSeries(
  ask: Asked,
  { from, to, by }: Omit<StatisticsQuestion, 'timeZone'>,
  clock: ZoneClock,
): SeriesPoint[] {
  return listPeriods(from, to, by, clock).map(({ start, end }) =>
    readPoint(ask, localInstant(start, clock), Math.max(start, from), Math.min(end, to)),
  );
}

function readPoint(ask: Asked, start: string, from: number, to: number): SeriesPoint {
  const { day, quarter } = ask.calendar;
  const point = { start, calls: 0, uniqueCallers: countUnique(ask, from, to), answered: 0, missed: 0 };
  const add = (calls: number, answered: number, missed: number): void => {
    point.calls += calls;
    point.answered += answered;
    point.missed += missed;
  };
  for (const { grain, ...piece } of cutTime(from, to, [day, quarter])) {
    if (grain === day) {
      ask.days.visit(day.bucketOf(piece.from), day.bucketOf(piece.to), ({ counts }) => {
        add(counts.incoming + counts.outgoing + counts.internal, counts.answered, counts.missed);
      });
    } else if (grain === quarter) {
      const [first, end] = [quarter.bucketOf(piece.from), quarter.bucketOf(piece.to)];
      ask.quarters.visit(first, end, (_, calls, answered, missed) => add(calls, answered, missed));
    } else {
      for (const { answered, missed } of ask.listCalls(piece.from, piece.to).map(countStored)) add(1, answered, missed);
    }
  }
  return point;
}
