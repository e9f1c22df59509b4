import { expect, test } from '@jest/globals';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { createBusyMeter } from '../../src/call-log/busy-meter.ts';

test('tells a thread that works from one that waits, each time since it was asked last', async () => {
  const busyness = createBusyMeter();
  await wait(100);
  const waiting = busyness();
  const until = performance.now() + 100;
  while (performance.now() < until) Math.sqrt(until);
  await nextTurn();
  const working = busyness();
  await wait(100);
  const waitingAgain = busyness();
  expect([waiting, waitingAgain].map((share) => share < working / 2)).toEqual([true, true]);
  expect(working).toBeLessThanOrEqual(1);
});
