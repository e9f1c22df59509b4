import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createTallySum, type PackedTally } from '../../../src/calls/packed/tally.ts';

type Counts = ReadonlyMap<number, number>;

function pack(counts: Counts): PackedTally {
  const sum = createTallySum(0);
  for (const [key, count] of counts) for (let time = 0; time < count; time++) sum.addOne(key);
  return sum.pack();
}

/** The tallies added up, in the order of what occurred most. */
function addUp(...tallies: readonly PackedTally[]) {
  const sum = createTallySum(0);
  for (const tally of tallies) sum.add(tally);
  return { top: sum.top(Infinity).map(({ key, count }) => [key, count]), distinct: sum.top(Infinity).length };
}

function byCountThenKey(counts: Counts): (readonly [number, number])[] {
  return [...counts].toSorted(([key, count], [otherKey, other]) => other - count || key - otherKey);
}

describe('what was packed comes out again', () => {
  test.each<[string, Counts]>([
    ['nothing', new Map()],
    ['a key of zero', new Map([[0, 1]])],
    [
      'keys far apart',
      new Map([
        [3, 1],
        [16_383, 2],
        [16_384, 3],
        [5_000_000, 4],
      ]),
    ],
    [
      'large counts',
      new Map([
        [1, 127],
        [2, 128],
        [3, 255],
        [4, 256],
        [5, 70_000],
      ]),
    ],
    ['a chunk that is nearly full', new Map(Array.from({ length: 16_000 }, (_, key) => [key, 1 + (key % 3)]))],
    [
      'one that is nearly full, with large counts',
      new Map(Array.from({ length: 9000 }, (_, key) => [key, key % 1000 === 7 ? 300 : 1])),
    ],
  ])('%s', (_, counts) => {
    expect(addUp(pack(counts))).toEqual({ top: byCountThenKey(counts), distinct: counts.size });
  });
});

test('tallies add up as maps do', () => {
  const keys = fc.oneof(fc.nat(50), fc.nat(40_000));
  const maps = fc
    .array(fc.tuple(keys, fc.integer({ min: 1, max: 300 })), { maxLength: 40 })
    .map((entries) => new Map(entries));
  fc.assert(
    fc.property(fc.array(maps, { maxLength: 5 }), (tallies) => {
      const expected = new Map<number, number>();
      for (const [key, count] of tallies.flatMap((tally) => [...tally]))
        expected.set(key, (expected.get(key) ?? 0) + count);
      expect(addUp(...tallies.map(pack))).toEqual({ top: byCountThenKey(expected), distinct: expected.size });
    }),
  );
});

test('only so many of the top are told', () => {
  const sum = createTallySum(0);
  for (const key of [5, 9, 9, 2, 9, 5, 7]) sum.addOne(key);
  expect(sum.top(2)).toEqual([
    { key: 9, count: 3 },
    { key: 5, count: 2 },
  ]);
  sum.clear();
  expect(sum.top(2)).toEqual([]);
});

test('a month of many callers takes about a byte for each', () => {
  const sum = createTallySum(0);
  for (let call = 0; call < 100_000; call++) sum.addOne((call * 7919) % 150_000);
  expect(sum.pack().length / sum.top(Infinity).length).toBeLessThan(1.6);
});
