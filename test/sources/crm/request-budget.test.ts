import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createRequestBudget, type Priority, type RequestBudget } from '../../../src/sources/crm/request-budget.ts';

const never = new AbortController().signal;
const tick = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

/** Asks for a place; the list gets the name once it is there. */
function enter(budget: RequestBudget, priority: Priority, name: string, entered: string[], signal = never) {
  return budget.enter(priority, signal).then((leave) => {
    entered.push(name);
    return leave;
  });
}

describe('a budget', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('lets so many in at a time, the next when one leaves', async () => {
    const budget = createRequestBudget({ concurrency: 2, windows: [] }, Date.now);
    const entered: string[] = [];
    const first = enter(budget, 'ring', 'a', entered);
    void enter(budget, 'ring', 'b', entered);
    void enter(budget, 'ring', 'c', entered);
    await tick(0);
    expect(entered).toEqual(['a', 'b']);
    const leave = await first;
    leave();
    leave();
    await tick(0);
    expect(entered).toEqual(['a', 'b', 'c']);
  });

  test('lets a ringing phone in front of every sync that waits', async () => {
    const budget = createRequestBudget({ concurrency: 1, windows: [] }, Date.now);
    const entered: string[] = [];
    const running = enter(budget, 'sync', 'sync 1', entered);
    void enter(budget, 'sync', 'sync 2', entered);
    void enter(budget, 'ring', 'ring', entered);
    (await running)();
    await tick(0);
    expect(entered).toEqual(['sync 1', 'ring']);
  });

  test('keeps a place and a fifth of a window for phones', async () => {
    const budget = createRequestBudget({ concurrency: 100, windows: [{ requests: 10, per: 1000 }] }, Date.now);
    const entered: string[] = [];
    for (let number = 1; number <= 12; number++) void enter(budget, 'sync', `sync`, entered);
    await tick(0);
    expect(entered).toHaveLength(8);
    for (let number = 1; number <= 3; number++) void enter(budget, 'ring', `ring`, entered);
    await tick(0);
    expect(entered.filter((name) => name === 'ring')).toHaveLength(2);
    await tick(1000);
    expect(entered.filter((name) => name === 'ring')).toHaveLength(3);
  });

  test('never lets more into any stretch of a window', async () => {
    const budget = createRequestBudget(
      {
        concurrency: 100,
        windows: [
          { requests: 3, per: 1000 },
          { requests: 5, per: 5000 },
        ],
      },
      Date.now,
    );
    const times: number[] = [];
    for (let number = 0; number < 12; number++) {
      void budget.enter('ring', never).then((leave) => {
        times.push(Date.now());
        setTimeout(leave, 10);
      });
    }
    await tick(30_000);
    expect(times).toHaveLength(12);
    for (const start of times) {
      expect(times.filter((time) => time >= start && time < start + 1000).length).toBeLessThanOrEqual(3);
      expect(times.filter((time) => time >= start && time < start + 5000).length).toBeLessThanOrEqual(5);
    }
  });

  test('lets nobody in while the CRM wants to be left alone', async () => {
    const budget = createRequestBudget({ concurrency: 4, windows: [] }, Date.now);
    const entered: string[] = [];
    budget.pause(2000);
    void enter(budget, 'ring', 'ring', entered);
    await tick(1999);
    expect(entered).toEqual([]);
    await tick(1);
    expect(entered).toEqual(['ring']);
  });

  test('forgets who gave up', async () => {
    const budget = createRequestBudget({ concurrency: 1, windows: [] }, Date.now);
    const entered: string[] = [];
    const running = enter(budget, 'ring', 'a', entered);
    const patience = new AbortController();
    const givenUp = enter(budget, 'ring', 'b', entered, patience.signal);
    void enter(budget, 'sync', 'c', entered);
    patience.abort(new Error('too late'));
    await expect(givenUp).rejects.toThrow('too late');
    (await running)();
    await tick(0);
    expect(entered).toEqual(['a', 'c']);
    await expect(enter(budget, 'ring', 'd', entered, patience.signal)).rejects.toThrow('too late');
  });
});
