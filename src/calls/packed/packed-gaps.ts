import { pushNumber, readNumber, type Cursor } from './packed-numbers.ts';

/**
 * How many different callers some time had, and how many of them had last called how long before: their gap, at least 1. For a
 * quarter of an hour, gaps are quarters. From these follows how many different callers any quarters had: all of the first one,
 * and of each later one those whose last call was before the first. PackedDayGaps hold such gaps, too, of part of a day's
 * callers, as quarters before the end of the day on which they had last called.
 *
 * Packed as the number of callers, then for each gap that occurs its distance from the one before, doubled, and one more
 * where a number of callers other than 1 follows. Who had never called before has no gap. No bytes at all are nobody.
 */
export type PackedGaps = Uint8Array;

/** The same as changes of it. */
export interface GapChanges {
  /** How many more different callers. */
  different: number;
  /** How many more callers, by their gap. */
  readonly gaps: Map<number, number>;
}

/** How many different callers the PackedGaps have that begin at this place of the bytes. */
export function callersOf(bytes: Uint8Array, at: number): number {
  return readNumber(bytes, { at });
}

/**
 * How many of the callers had last called more than `before` ago, or never; their PackedGaps stand between two places of the
 * bytes. Spelled out for speed, since a year of calls passes here: nearly all gaps are one byte or two, and nearly all numbers
 * of callers one.
 */
export function countNewCallers(bytes: Uint8Array, from: number, to: number, before: number): number {
  if (from === to) return 0;
  const cursor: Cursor = { at: from };
  let count = readNumber(bytes, cursor);
  let gap = 0;
  for (let at = cursor.at; at < to;) {
    let step = bytes[at++] ?? 0;
    if (step > 127) {
      const next = bytes[at++] ?? 0;
      step = (step & 127) | ((next & 127) << 7);
      if (next > 127) {
        cursor.at = at;
        step |= readNumber(bytes, cursor) << 14;
        at = cursor.at;
      }
    }
    gap += step >>> 1;
    if (gap > before) break;
    let callers = 1;
    if (step & 1) {
      cursor.at = at;
      callers = readNumber(bytes, cursor);
      at = cursor.at;
    }
    count -= callers;
  }
  return count;
}

/** With these changes. */
export function changeGaps(packed: PackedGaps, changes: GapChanges): PackedGaps {
  const cursor: Cursor = { at: 0 };
  const callers = readNumber(packed, cursor);
  const gaps = unpackGaps(packed, cursor);
  for (const [gap, change] of changes.gaps) gaps.set(gap, atLeastNone((gaps.get(gap) ?? 0) + change));
  const bytes: number[] = [];
  pushNumber(bytes, callers + changes.different);
  pushGaps(bytes, gaps);
  return Uint8Array.from(bytes);
}

/** When a call changes whose caller's earlier ones were deleted for their age, what is taken away was never added. */
function atLeastNone(count: number): number {
  return Math.max(0, count);
}

function unpackGaps(packed: PackedGaps, cursor: Cursor): Map<number, number> {
  const gaps = new Map<number, number>();
  let gap = 0;
  while (cursor.at < packed.length) {
    const step = readNumber(packed, cursor);
    gap += step >>> 1;
    gaps.set(gap, step & 1 ? readNumber(packed, cursor) : 1);
  }
  return gaps;
}

function pushGaps(bytes: number[], gaps: ReadonlyMap<number, number>): void {
  let last = 0;
  for (const [gap, callers] of [...gaps].toSorted(([one], [other]) => one - other)) {
    if (callers === 0) continue;
    pushNumber(bytes, (gap - last) * 2 + (callers === 1 ? 0 : 1));
    if (callers !== 1) pushNumber(bytes, callers);
    last = gap;
  }
}
