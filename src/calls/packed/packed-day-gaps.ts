import { callersOf, changeGaps, countNewCallers, type PackedGaps } from './packed-gaps.ts';
import { pushNumber, readNumber, type Cursor } from './packed-numbers.ts';

/**
 * The different callers of a day, and when they had last called: how many days before, and how many quarters of an hour before
 * the end of that day. From this follows how many there were since any quarter of any earlier day.
 *
 * Packed as the number of callers, then for each number of days that occurs its distance from the one before, and the length and the
 * bytes of PackedGaps of those who last called on that day: few of them need to be opened. Who had never called before is in none.
 */
export type PackedDayGaps = Uint8Array;

/** The same as changes of it. */
export interface DayGapChanges {
  /** How many more different callers. */
  different: number;
  /** How many more callers, by how many days before they had last called, and how many quarters before the end of that day. */
  readonly gaps: Map<number, Map<number, number>>;
}

/**
 * How many callers of a day had not called before on that day, nor since the last `quarters` quarters of an hour (at least one)
 * of the day that was `days` days before. All of them where `days` is 0: of the day itself, this only counts the first calls.
 */
export function countNewOfDay(packed: PackedDayGaps, days: number, quarters: number): number {
  const cursor: Cursor = { at: 0 };
  let count = readNumber(packed, cursor);
  let before = 0;
  while (cursor.at < packed.length) {
    before += readNumber(packed, cursor);
    if (before > days) break;
    const end = readNumber(packed, cursor) + cursor.at;
    count -= callersOf(packed, cursor.at);
    if (before === days) count += countNewCallers(packed, cursor.at, end, quarters);
    cursor.at = end;
  }
  return count;
}

/** With these changes. */
export function changeDayGaps(packed: PackedDayGaps, changes: DayGapChanges): PackedDayGaps {
  const cursor: Cursor = { at: 0 };
  const callers = readNumber(packed, cursor);
  const days = unpackDays(packed, cursor);
  for (const [before, gaps] of changes.gaps) {
    const different = [...gaps.values()].reduce((sum, times) => sum + times, 0);
    days.set(before, changeGaps(days.get(before) ?? NOBODY, { different, gaps }));
  }
  const bytes: number[] = [];
  pushNumber(bytes, callers + changes.different);
  let last = 0;
  for (const [before, gaps] of [...days].toSorted(([one], [other]) => one - other)) {
    if (callersOf(gaps, 0) === 0) continue;
    pushNumber(bytes, before - last);
    pushNumber(bytes, gaps.length);
    for (const byte of gaps) bytes.push(byte);
    last = before;
  }
  return Uint8Array.from(bytes);
}

const NOBODY: PackedGaps = new Uint8Array();

function unpackDays(packed: PackedDayGaps, cursor: Cursor): Map<number, PackedGaps> {
  const days = new Map<number, PackedGaps>();
  let before = 0;
  while (cursor.at < packed.length) {
    before += readNumber(packed, cursor);
    const length = readNumber(packed, cursor);
    days.set(before, packed.subarray(cursor.at, cursor.at + length));
    cursor.at += length;
  }
  return days;
}
