import { countUnique } from './count-unique.ts';
import { listPeriods } from './periods.ts';
import type { Asked } from './read-counts.ts';
import { countNewCallersSince, listFigures } from './read-figures.ts';
import type { SeriesPoint, StatisticsQuestion } from './statistics.ts';
import { localInstant, type ZoneClock } from './zone-clock.ts';

/** Counts for each period that the asked time touches. */
export function readSeries(
  ask: Asked,
  { from, to, by }: Omit<StatisticsQuestion, 'timeZone'>,
  clock: ZoneClock,
): SeriesPoint[] {
  const { quarter, day } = ask.calendar;
  const points = listPeriods(from, to, by, clock).map(({ start, end }) => ({
    start: Math.max(start, from),
    end: Math.min(end, to),
    point: { start: localInstant(start, clock), calls: 0, uniqueCallers: 0, answered: 0, missed: 0 },
  }));
  const byDays = points.every(({ start }) => start === from || day.startOf(day.bucketOf(start)) === start);
  let index = 0;
  for (const figure of listFigures(ask, from, to, byDays ? [day, quarter] : [quarter])) {
    while (figure.at >= (points[index]?.end ?? Infinity)) index++;
    const { start = from, point } = points[index] ?? {};
    if (!point) break;
    point.calls += figure.calls;
    point.answered += figure.answered;
    point.missed += figure.missed;
    point.uniqueCallers += countNewCallersSince(start, figure);
  }
  for (const { start, end, point } of points) {
    if (Number.isNaN(point.uniqueCallers)) point.uniqueCallers = countUnique(ask, start, end);
  }
  return points.map(({ point }) => point);
}
