import { changeGaps, type GapChanges } from './packed-gaps.ts';
import { pushNumber, readNumber } from './packed-numbers.ts';

/**
 * What series need of a block of quarters of an hour, in a few bytes: for each of them its calls, the answered and the missed
 * ones, the length of its PackedGaps, and these.
 */
export type PackedQuarters = Uint8Array;

/** What changes in the packed counts of one quarter. `answered`, `missed` and `callers` speak of incoming calls. */
export interface PackedQuarterChange {
  readonly calls: number;
  readonly answered: number;
  readonly missed: number;
  readonly callers: GapChanges;
}

/**
 * A block is six hours; blocks are numbered as quarters are, from 1970 on. A year of single hours takes four times as long to
 * read; whole days would be written with every call of a busy day.
 */
export const QUARTERS_OF_BLOCK = 24;

/** Takes the counts of one quarter, the first of the block being 0; its PackedGaps stand between two places of the bytes. */
export type VisitQuarter = (
  quarter: number,
  calls: number,
  answered: number,
  missed: number,
  gapsFrom: number,
  gapsTo: number,
) => void;

/** Gives each quarter to `visit`; without an object for any, since a year has 35,000 of them. */
export function visitQuarters(packed: PackedQuarters, visit: VisitQuarter): void {
  const cursor = { at: 0 };
  for (let quarter = 0; quarter < QUARTERS_OF_BLOCK; quarter++) {
    const calls = readNumber(packed, cursor);
    const answered = readNumber(packed, cursor);
    const missed = readNumber(packed, cursor);
    const length = readNumber(packed, cursor);
    cursor.at += length;
    visit(quarter, calls, answered, missed, cursor.at - length, cursor.at);
  }
}

/** The same with these changes, by the place of their quarter in the block. */
export function changeQuarters(
  packed: PackedQuarters,
  changes: ReadonlyMap<number, PackedQuarterChange>,
): PackedQuarters {
  const changed: number[] = [];
  visitQuarters(packed, (quarter, calls, answered, missed, from, to) => {
    const change = changes.get(quarter);
    const before = packed.subarray(from, to);
    const gaps = change ? changeGaps(before, change.callers) : before;
    pushNumber(changed, calls + (change?.calls ?? 0));
    pushNumber(changed, answered + (change?.answered ?? 0));
    pushNumber(changed, missed + (change?.missed ?? 0));
    pushNumber(changed, gaps.length);
    for (const byte of gaps) changed.push(byte);
  });
  return Uint8Array.from(changed);
}
