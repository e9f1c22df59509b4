import { describe, expect, jest, test } from '@jest/globals';
import { UNKNOWN, type Question } from '../../src/domain/lookup-result.ts';
import { parsePhoneNumber } from '../../src/domain/phone-number.ts';
import { cached } from '../../src/lookup/cached.ts';
import { within } from '../../src/lookup/within.ts';

const number = parsePhoneNumber('0612345678', 'NL', 'pbx');
if (!number) throw new Error('not a number');
const question: Question = { workspace: 'main', number };

describe('a lookup within a deadline', () => {
  test('answers "could not ask" when the one behind it hangs', async () => {
    const hanging = within(20, () => new Promise(() => {}));
    expect(await hanging(question)).toEqual({ outcome: 'unavailable', reason: 'no answer within 20 ms' });
  });

  test.each([
    [400, 385],
    [20, 18],
  ])('of %i ms ends its waiting after %i, for the answer has to leave in time', async (deadline, patience) => {
    jest.useFakeTimers();
    try {
      const told: unknown[] = [];
      void Promise.resolve(within(deadline, () => new Promise(() => {}))(question)).then((answer) => told.push(answer));
      await jest.advanceTimersByTimeAsync(patience - 1);
      expect(told).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(told).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  test('answers "could not ask" when the one behind it fails', async () => {
    const failing = within(1000, () => Promise.reject(new Error('disk I/O error')));
    expect(await failing(question)).toMatchObject({ outcome: 'unavailable', reason: expect.stringContaining('disk') });
  });

  test('counts from when the phone began to wait', async () => {
    const hanging = within(60_000, () => new Promise(() => {}));
    const askedAt = performance.now() - 60_000;
    expect(await hanging({ ...question, askedAt })).toMatchObject({ outcome: 'unavailable' });
  });

  test('hands on an answer that is in time', async () => {
    expect(await within(1000, async () => UNKNOWN)(question)).toBe(UNKNOWN);
  });

  test('hands on at once what is there at once', () => {
    expect(within(1000, () => UNKNOWN)(question)).toBe(UNKNOWN);
  });

  test('lets a late answer reach the cache behind it, for the next ring', async () => {
    let finish = (): void => {};
    let asked = 0;
    const slow = new Promise<typeof UNKNOWN>((resolve) => (finish = () => resolve(UNKNOWN)));
    const cache = cached(() => (asked++, slow), { entries: 10, foundMs: 1000, unknownMs: 1000 });
    const lookup = within(20, cache.lookup);
    expect(await lookup(question)).toMatchObject({ outcome: 'unavailable' });
    finish();
    await slow;
    expect(await lookup(question)).toBe(UNKNOWN);
    expect(asked).toBe(1);
  });
});
