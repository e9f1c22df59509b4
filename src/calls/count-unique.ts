import { cutTime } from './calendar.ts';
import type { Asked } from './read-counts.ts';

/**
 * How many different callers there were between two instants: of the whole quarters of an hour from counts, which outlive the
 * calls, and of what is left at both ends those who did not call within these.
 */
export function countUnique(ask: Asked, from: number, to: number): number {
  const { figures, workspace, calendar } = ask;
  const { quarter } = calendar;
  const end = quarter.startOf(quarter.bucketOf(to));
  const first = quarter.startOf(quarter.bucketOf(from - 1) + 1);
  if (first > end) return new Set(figures.listCallers(workspace, from, to)).size;
  const unique = countWholeQuarters(ask, first, end);
  if (first === from && end === to) return unique;
  const atEnds = new Set([...figures.listCallers(workspace, from, first), ...figures.listCallers(workspace, end, to)]);
  return unique + [...atEnds].filter((caller) => !figures.hasCalled(caller, first, end)).length;
}

/** Each caller is counted in the first quarter or day in which they called. */
function countWholeQuarters({ calendar, days, quarters }: Asked, from: number, to: number): number {
  const { day, quarter } = calendar;
  let callers = 0;
  for (const { grain, ...piece } of cutTime(from, to, [day, quarter])) {
    const [first, end] = grain ? [grain.bucketOf(piece.from), grain.bucketOf(piece.to)] : [0, 0];
    callers +=
      grain === day ? days.countCallers(first, end, from) : quarters.countCallers(first, end, quarter.bucketOf(from));
  }
  return callers;
}
