import { cutTime } from '../time/calendar.ts';
import type { Asked } from './read-counts.ts';

/** Quarters of an hour. */
const SHORTER_THAN_DAYS = 48;

/**
 * How many different callers there were between two instants: of the whole quarters of an hour from counts, which outlive the
 * calls, and of what is left at both ends those who did not call within these. A quarter is as good as whole if nobody called in
 * the rest of it, as when the end is now.
 */
export function countUnique(ask: Asked, from: number, to: number): number {
  const { figures, workspace, calendar } = ask;
  const { quarter } = calendar;
  const listCallers = (from: number, to: number): readonly number[] =>
    from < to ? [...figures.listCallers(workspace, from, to)] : [];
  const [before, after] = [quarter.bucketOf(from - 1), quarter.bucketOf(to)];
  let [wholeFrom, wholeTo] = [quarter.startOf(before + 1), quarter.startOf(after)];
  if (wholeFrom > wholeTo) return new Set(listCallers(from, to)).size;

  let [earlier, later] = [listCallers(from, wholeFrom), listCallers(wholeTo, to)];
  if (earlier.length > 0 && listCallers(quarter.startOf(before), from).length === 0 && isHeld(ask, before)) {
    [wholeFrom, earlier] = [quarter.startOf(before), []];
  }
  if (later.length > 0 && listCallers(to, quarter.startOf(after + 1)).length === 0 && isHeld(ask, after)) {
    [wholeTo, later] = [quarter.startOf(after + 1), []];
  }
  const atEnds = [...new Set([...earlier, ...later])].filter(
    (caller) => !figures.hasCalled(caller, wholeFrom, wholeTo),
  );
  return countWholeQuarters(ask, wholeFrom, wholeTo) + atEnds.length;
}

/** Whether every call that was counted in a quarter is still held: none was erased, or deleted for its age. */
function isHeld({ calendar, quarters, listCalls }: Asked, number: number): boolean {
  let counted = 0;
  quarters.visit(number, number + 1, (_, calls) => (counted = calls));
  return listCalls(calendar.quarter.startOf(number), calendar.quarter.startOf(number + 1)).length === counted;
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
