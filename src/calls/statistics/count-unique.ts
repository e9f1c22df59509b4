import { cutTime } from '../time/calendar.ts';
import type { Asked } from './read-counts.ts';

/** Quarters of an hour. */
const SHORTER_THAN_DAYS = 48;

/**
 * How many different callers there were between two instants: of the whole quarters of an hour from counts, which outlive the
 * calls, and of what is left at both ends those who did not call within these.
 */
export function countUnique(ask: Asked, from: number, to: number): number {
  const { figures, workspace, calendar } = ask;
  const { quarter } = calendar;
  const wholeFrom = quarter.startOf(quarter.bucketOf(from - 1) + 1);
  const wholeTo = quarter.startOf(quarter.bucketOf(to));
  if (wholeFrom > wholeTo) return new Set(figures.listCallers(workspace, from, to)).size;
  const unique = countWholeQuarters(ask, wholeFrom, wholeTo);
  if (wholeFrom === from && wholeTo === to) return unique;
  const atEnds = new Set([
    ...figures.listCallers(workspace, from, wholeFrom),
    ...figures.listCallers(workspace, wholeTo, to),
  ]);
  return unique + [...atEnds].filter((caller) => !figures.hasCalled(caller, wholeFrom, wholeTo)).length;
}

/** Between two instants at which a quarter begins: each caller is counted in the first quarter or day in which they called. */
function countWholeQuarters({ calendar, days, quarters }: Asked, from: number, to: number): number {
  const { day, quarter } = calendar;
  const [firstQuarter, endQuarter] = [quarter.bucketOf(from), quarter.bucketOf(to)];
  // No day is so short: looking for whole ones would take longer than counting the thousands of hours of a year.
  if (endQuarter - firstQuarter < SHORTER_THAN_DAYS) {
    return quarters.countCallers(firstQuarter, endQuarter, firstQuarter);
  }
  let callers = 0;
  for (const { grain, ...piece } of cutTime(from, to, [day, quarter])) {
    callers +=
      grain === day
        ? days.countCallers(day.bucketOf(piece.from), day.bucketOf(piece.to), from)
        : quarters.countCallers(quarter.bucketOf(piece.from), quarter.bucketOf(piece.to), firstQuarter);
  }
  return callers;
}
