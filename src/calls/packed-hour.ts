import { changeGaps, type GapChanges, type Span } from './packed-gaps.ts';
import { pushNumber, readNumber } from './packed-numbers.ts';

/**
 * What pictures need of the four quarters of an hour, in a few bytes: for each of them its calls, the answered and the
 * missed ones, the length of its PackedGaps, and these.
 */
export type PackedHour = Uint8Array;

/** What is counted of a quarter of an hour. */
export interface QuarterFigures {
  /** Quarters of an hour since 1970. */
  readonly quarter: number;
  readonly calls: number;
  /** Of incoming calls. */
  readonly answered: number;
  readonly missed: number;
  /** PackedGaps of the callers of incoming calls. */
  readonly callers: Span;
}

/** The same as changes of it. */
export interface QuarterChange {
  readonly calls: number;
  readonly answered: number;
  readonly missed: number;
  readonly callers: GapChanges;
}

export const QUARTERS_OF_HOUR = 4;
const UNCHANGED: QuarterChange = { calls: 0, answered: 0, missed: 0, callers: { callers: 0, gaps: new Map() } };

/** The quarters of an hour (of UTC since 1970), in order. Made for speed: a year has 35,000 of them. */
export function unpackHour(hour: number, bytes: PackedHour): QuarterFigures[] {
  const cursor = { at: 0 };
  const quarters: QuarterFigures[] = [];
  for (let index = 0; index < QUARTERS_OF_HOUR; index++) {
    const calls = readNumber(bytes, cursor);
    const answered = readNumber(bytes, cursor);
    const missed = readNumber(bytes, cursor);
    const length = readNumber(bytes, cursor);
    const from = cursor.at;
    const to = (cursor.at += length);
    quarters.push({ quarter: hour * QUARTERS_OF_HOUR + index, calls, answered, missed, callers: { bytes, from, to } });
  }
  return quarters;
}

/** The hour with these changes of its quarters (0 to 3). */
export function changeHour(packed: PackedHour, changes: ReadonlyMap<number, QuarterChange>): PackedHour {
  const changed: number[] = [];
  for (const { quarter, calls, answered, missed, callers } of unpackHour(0, packed)) {
    const change = changes.get(quarter) ?? UNCHANGED;
    const before = callers.bytes.subarray(callers.from, callers.to);
    const gaps = change === UNCHANGED ? before : changeGaps(before, change.callers);
    for (const number of [calls + change.calls, answered + change.answered, missed + change.missed, gaps.length])
      pushNumber(changed, number);
    for (const byte of gaps) changed.push(byte);
  }
  return Uint8Array.from(changed);
}
