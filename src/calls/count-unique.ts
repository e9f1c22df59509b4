import type { Asked } from './read-counts.ts';
import { countNewCallersSince, grainsFrom, listFigures } from './read-figures.ts';

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
  let unique = 0;
  for (const figure of listFigures(ask, first, end, grainsFrom(first, calendar))) {
    unique += countNewCallersSince(first, figure);
  }
  const atEnds = new Set([...figures.listCallers(workspace, from, first), ...figures.listCallers(workspace, end, to)]);
  for (const caller of atEnds) if (!figures.hasCalled(caller, first, end)) unique++;
  return unique;
}
