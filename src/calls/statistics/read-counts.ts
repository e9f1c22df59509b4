import type { Workspace } from '../../domain/contact.ts';
import { cutTime, type Calendar } from '../time/calendar.ts';
import { addCounts, countCall, NO_CALLS, type CallCounts } from '../call-counts.ts';
import type { CallFigures } from './call-figures.ts';
import { outlineCall } from '../call-outline.ts';
import type { DayReader } from './day-reader.ts';
import type { QuarterReader } from './quarter-reader.ts';
import type { StoredCall } from '../record-calls.ts';

/** Whose figures are asked, and the company's calendar, by which the log counts. */
export interface Asked {
  readonly figures: CallFigures;
  readonly workspace: Workspace;
  readonly calendar: Calendar;
  readonly days: DayReader;
  readonly quarters: QuarterReader;
  /** All calls between two instants, which are not far apart. */
  listCalls(from: number, to: number): readonly StoredCall[];
}

/** Everything that is counted of the calls that began between two instants. */
export function readCounts(
  { figures, workspace, calendar, days, listCalls }: Asked,
  from: number,
  to: number,
): CallCounts {
  const { day, quarter } = calendar;
  const sum = { ...NO_CALLS };
  for (const { grain, ...piece } of cutTime(from, to, [day, quarter])) {
    if (grain === day) {
      days.visit(day.bucketOf(piece.from), day.bucketOf(piece.to), ({ counts }) => addCounts(sum, counts));
    } else if (grain === quarter) {
      addCounts(sum, figures.sumQuarters(workspace, quarter.bucketOf(piece.from), quarter.bucketOf(piece.to)));
    } else {
      for (const call of listCalls(piece.from, piece.to)) addCounts(sum, countStored(call));
    }
  }
  return sum;
}

/** What one stored call adds. */
export function countStored({ facts, calledBack }: StoredCall): CallCounts {
  return countCall(outlineCall(facts), facts, calledBack);
}

/**
 * What reads the calls at the ends of what is asked, where quarters or hours are not whole; several parts of an answer ask for
 * the same.
 */
export function createCallReader(figures: CallFigures, workspace: Workspace): Asked['listCalls'] {
  const known = new Map<string, readonly StoredCall[]>();
  return (from, to) => {
    const key = `${from} ${to}`;
    let calls = known.get(key);
    if (!calls) known.set(key, (calls = [...figures.listCalls(workspace, from, to)]));
    return calls;
  };
}
