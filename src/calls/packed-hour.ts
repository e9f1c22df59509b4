import { pushNumber, readNumber, type Cursor } from './packed-numbers.ts';

/**
 * What pictures need of the four quarters of an hour, in a few bytes: for each of them its calls, answered and missed ones and
 * callers; then the length in bytes of its gaps, and the gaps with how many they are, each gap as its distance from the one before, doubled, and
 * one more where a number other than 1 follows.
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
  /** Different callers of incoming calls. */
  readonly callers: number;
  /** How many of these callers had last called so many quarters before, packed: between these two places of the hour. */
  readonly hour: PackedHour;
  readonly gapsFrom: number;
  readonly gapsTo: number;
}

/** The same as changes of it, or as it is while it is changed. */
export interface QuarterChange {
  calls: number;
  answered: number;
  missed: number;
  callers: number;
  readonly gaps: Map<number, number>;
}

export const QUARTERS_OF_HOUR = 4;

/** The quarters of an hour (of UTC since 1970), in order. Made for speed: a year has 35,000 of them. */
export function unpackHour(number: number, hour: PackedHour): QuarterFigures[] {
  const cursor = { at: 0 };
  const quarters: QuarterFigures[] = [];
  for (let index = 0; index < QUARTERS_OF_HOUR; index++) {
    const calls = readNumber(hour, cursor);
    const answered = readNumber(hour, cursor);
    const missed = readNumber(hour, cursor);
    const callers = readNumber(hour, cursor);
    const length = readNumber(hour, cursor);
    const gapsFrom = cursor.at;
    const gapsTo = (cursor.at += length);
    const quarter = number * QUARTERS_OF_HOUR + index;
    quarters.push({ quarter, calls, answered, missed, callers, hour, gapsFrom, gapsTo });
  }
  return quarters;
}

/** How many callers of a quarter had not called in the `before` quarters before it, nor earlier in it. */
export function countNewCallers({ callers, hour, gapsFrom, gapsTo }: QuarterFigures, before: number): number {
  let count = callers;
  if (before === 0) return count;
  const cursor = { at: gapsFrom };
  let gap = 0;
  while (cursor.at < gapsTo) {
    const step = readNumber(hour, cursor);
    gap += step >>> 1;
    if (gap > before) break;
    count -= step & 1 ? readNumber(hour, cursor) : 1;
  }
  return count;
}

/** The hour with these changes of its quarters (0 to 3). */
export function changeHour(packed: PackedHour, changes: ReadonlyMap<number, QuarterChange>): PackedHour {
  const bytes: number[] = [];
  for (const [quarter, figures] of unpackHour(0, packed).entries()) pushQuarter(bytes, figures, changes.get(quarter));
  return Uint8Array.from(bytes);
}

function pushQuarter(bytes: number[], figures: QuarterFigures, change: QuarterChange | undefined): void {
  for (const name of ['calls', 'answered', 'missed', 'callers'] as const)
    pushNumber(bytes, atLeastNone(figures[name] + (change?.[name] ?? 0)));
  const packed = figures.hour.subarray(figures.gapsFrom, figures.gapsTo);
  const gaps = change ? packGaps(addGaps(unpackGaps(packed), change.gaps)) : packed;
  pushNumber(bytes, gaps.length);
  for (const byte of gaps) bytes.push(byte);
}

function addGaps(gaps: Map<number, number>, changes: ReadonlyMap<number, number>): Map<number, number> {
  for (const [gap, change] of changes) gaps.set(gap, atLeastNone((gaps.get(gap) ?? 0) + change));
  return gaps;
}

/** When a call changes whose caller's earlier ones were deleted for their age, what is taken away was never added. */
function atLeastNone(count: number): number {
  return Math.max(0, count);
}

function unpackGaps(gaps: Uint8Array): Map<number, number> {
  const unpacked = new Map<number, number>();
  const cursor: Cursor = { at: 0 };
  let gap = 0;
  while (cursor.at < gaps.length) {
    const step = readNumber(gaps, cursor);
    gap += step >>> 1;
    unpacked.set(gap, step & 1 ? readNumber(gaps, cursor) : 1);
  }
  return unpacked;
}

function packGaps(gaps: ReadonlyMap<number, number>): number[] {
  const bytes: number[] = [];
  let last = 0;
  for (const [gap, count] of [...gaps].toSorted(([one], [other]) => one - other)) {
    if (count === 0) continue;
    pushNumber(bytes, (gap - last) * 2 + (count === 1 ? 0 : 1));
    if (count !== 1) pushNumber(bytes, count);
    last = gap;
  }
  return bytes;
}
