import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { changeDayGaps, countNewOfDay, type DayGapChanges } from '../../../src/calls/packed/packed-day-gaps.ts';

/** When somebody who calls today had last called: so many days ago, so many quarters of an hour before the end of that day. */
interface LastCall {
  readonly days: number;
  readonly quarters: number;
}

const lastCalls = fc.record({
  days: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40_000 })),
  quarters: fc.integer({ min: 1, max: 100 }),
});
/** Null: never before. */
const callers = fc.array(fc.option(lastCalls), { maxLength: 60 });

function changes(callers: readonly (LastCall | null)[], times: 1 | -1): DayGapChanges {
  const gaps = new Map<number, Map<number, number>>();
  for (const last of callers) {
    if (!last) continue;
    const ofDay = gaps.get(last.days) ?? new Map<number, number>();
    gaps.set(last.days, ofDay.set(last.quarters, (ofDay.get(last.quarters) ?? 0) + times));
  }
  return { different: times * callers.length, gaps };
}

const pack = (...all: readonly DayGapChanges[]) => all.reduce(changeDayGaps, new Uint8Array());

test('new since a quarter of an earlier day is who last called before it, or never', () => {
  fc.assert(
    fc.property(callers, callers, lastCalls, (some, others, since) => {
      const packed = pack(changes(some, 1), changes(others, 1));
      const expected = [...some, ...others].filter(
        (last) =>
          last === null || last.days > since.days || (last.days === since.days && last.quarters > since.quarters),
      );
      expect(countNewOfDay(packed, since.days, since.quarters)).toBe(expected.length);
    }),
  );
});

test('who calls on a day is new since any moment of that day', () => {
  fc.assert(
    fc.property(callers, lastCalls, (some, { quarters }) => {
      expect(countNewOfDay(pack(changes(some, 1)), 0, quarters)).toBe(some.length);
    }),
  );
});

test('what is taken away leaves no trace', () => {
  fc.assert(
    fc.property(callers, callers, (some, others) => {
      const packed = pack(changes(some, 1), changes(others, 1), changes(some, -1));
      expect(packed).toEqual(pack(changes(others, 1)));
    }),
  );
});
