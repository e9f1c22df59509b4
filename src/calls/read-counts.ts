import type { Workspace } from '../domain/contact.ts';
import { cutTime, type Calendar } from './calendar.ts';
import { addCounts, countCall, NO_CALLS, type CallCounts } from './call-counts.ts';
import type { CallFigures } from './call-figures.ts';
import { outlineCall } from './call-outline.ts';
import type { StoredCall } from './record-calls.ts';

/** Whose figures are asked, and the company's calendar, by which the log counts. */
export interface Asked {
  readonly figures: CallFigures;
  readonly workspace: Workspace;
  readonly calendar: Calendar;
}

/** Everything that is counted of the calls that began between two instants. */
export function readCounts({ figures, workspace, calendar }: Asked, from: number, to: number): CallCounts {
  let sum = NO_CALLS;
  for (const piece of cutTime(from, to, [calendar.day, calendar.quarter])) {
    const { grain } = piece;
    if (!grain) {
      for (const call of figures.listCalls(workspace, piece.from, piece.to)) sum = addCounts(sum, countStored(call));
      continue;
    }
    const [first, end] = [grain.bucketOf(piece.from), grain.bucketOf(piece.to)];
    if (grain === calendar.quarter) sum = addCounts(sum, figures.sumQuarters(workspace, first, end));
    else for (const { counts } of figures.listDays(workspace, first, end)) sum = addCounts(sum, counts);
  }
  return sum;
}

/** What one stored call adds. */
export function countStored({ facts, calledBack }: StoredCall): CallCounts {
  return countCall(outlineCall(facts), facts, calledBack);
}
