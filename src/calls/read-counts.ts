import type { Workspace } from '../domain/contact.ts';
import { cutTime, type Calendar } from './calendar.ts';
import { addCounts, countCall, NO_CALLS, type CallCounts } from './call-counts.ts';
import type { CallFigures, DayFigures, Figure } from './call-figures.ts';
import { outlineCall } from './call-outline.ts';
import type { StoredCall } from './record-calls.ts';
import type { DayNumber } from './zone-clock.ts';

/** Whose figures are asked, and the company's calendar, by which the log counts. */
export interface Asked {
  readonly figures: CallFigures;
  readonly workspace: Workspace;
  readonly calendar: Calendar;
  /** The days there are, from `from` to `to` (exclusive). */
  listDays(from: DayNumber, to: DayNumber): readonly DayFigures[];
  /** The quarters of an hour that had any calls, likewise. */
  listQuarters(from: number, to: number): readonly Figure[];
  /** All calls between two instants, which are not far apart. */
  listCalls(from: number, to: number): readonly StoredCall[];
}

/** Everything that is counted of the calls that began between two instants. */
export function readCounts(
  { figures, workspace, calendar, listDays, listCalls }: Asked,
  from: number,
  to: number,
): CallCounts {
  const sum = { ...NO_CALLS };
  for (const { grain, ...piece } of cutTime(from, to, [calendar.day, calendar.quarter])) {
    if (!grain) {
      for (const call of listCalls(piece.from, piece.to)) addCounts(sum, countStored(call));
      continue;
    }
    const [first, end] = [grain.bucketOf(piece.from), grain.bucketOf(piece.to)];
    if (grain === calendar.quarter) addCounts(sum, figures.sumQuarters(workspace, first, end));
    else for (const { counts } of listDays(first, end)) addCounts(sum, counts);
  }
  return sum;
}

/** What one stored call adds. */
export function countStored({ facts, calledBack }: StoredCall): CallCounts {
  return countCall(outlineCall(facts), facts, calledBack);
}
