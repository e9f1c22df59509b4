import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClosing } from '../../../src/sources/connector/closing.ts';
import { createSyncCounts, type SyncBatch, type SyncRun } from '../../../src/sources/connector/sync-run.ts';

/** A sync whose second batch never comes. */
function endlessSync(signal: AbortSignal): Promise<SyncRun<null>> {
  async function* batches(): AsyncGenerator<SyncBatch> {
    yield { upserts: [], deletes: [] };
    await sleep(60_000, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  return Promise.resolve({ mode: 'full', batches: batches(), state: () => null, counts: createSyncCounts() });
}

describe('closing a source', () => {
  test('ends a task', async () => {
    const closing = createClosing('CRM');
    const task = closing.during(new AbortController().signal, (signal) => sleep(60_000, undefined, { signal }));
    closing.close();
    await expect(task).rejects.toMatchObject({ name: 'AbortError', cause: { message: 'CRM was closed' } });
  });

  test('ends a sync that is being read', async () => {
    const closing = createClosing('CRM');
    const { batches } = await closing.duringSync(new AbortController().signal, endlessSync);
    const read = async () => {
      for await (const batch of batches) if (batch.upserts.length === 0) closing.close();
    };
    await expect(read()).rejects.toThrow('CRM was closed');
  });
});

test('what is over leaves nothing behind on signals that live on', async () => {
  const closing = createClosing('CRM');
  const { signal } = new AbortController();
  await closing.during(signal, () => Promise.resolve());
  const { batches } = await closing.duringSync(signal, endlessSync);
  for await (const batch of batches) if (batch.upserts.length === 0) break;
  await closing.duringSync(signal, () => Promise.reject(new Error('refused'))).catch(() => undefined);
  expect([...getEventListeners(signal, 'abort'), ...getEventListeners(closing.signal, 'abort')]).toEqual([]);
});
