import type { Scale } from './benchmark.ts';
import { readCallMetrics, untilWritten } from './call-metrics.ts';
import { knownNumber, nameOf } from './contacts.ts';
import { startLoadGenerator, type LoadResult } from './load.ts';
import { copyFolders, loadFolders } from './loaded-folders.ts';
import { startService, TOKEN, type StartedService } from './service.ts';

const WARM_UP_SECONDS = 2;
/** A stretch is so much longer than those of other benchmarks: the thread that writes is to be at work nearly all the time. */
const STRETCH = 8;

/** One round: the same load on a service that keeps its calls, and on one that does not. */
export interface Overhead {
  readonly logged: LoadResult;
  readonly unlogged: LoadResult;
}

/**
 * The webhook at full load with the call log and without it: ringing events of the same callers at two services with the
 * same contacts, one of them started with CALL_LOG=off, in turn. What the thread that writes has not written when a
 * stretch is over is not left to the next one. Rejects when an event was dropped: a log that keeps nothing costs nothing.
 */
export async function measureOverhead({ rounds, seconds }: Scale): Promise<Overhead[]> {
  const expected = { caller: knownNumber(0), name: nameOf(0), patienceSeconds: 30 };
  const folders = await loadFolders();
  const logged = await startService(copyFolders(folders), expected);
  const unlogged = await startService(folders, expected, { CALL_LOG: 'off' });
  const generator = startLoadGenerator();
  try {
    const run = async ({ port }: StartedService, seconds: number): Promise<LoadResult> => {
      const result = await generator.run({ port, token: TOKEN, callers: 'mixed', seconds, rate: null });
      await untilWritten(port);
      return result;
    };
    for (const service of [logged, unlogged]) await run(service, WARM_UP_SECONDS);
    const measured: Overhead[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const results = new Map<StartedService, LoadResult>();
      // A B, then B A: what drifts on the machine falls on both alike.
      const inTurn = round % 2 === 0 ? [logged, unlogged] : [unlogged, logged];
      for (const service of inTurn) results.set(service, await run(service, seconds * STRETCH));
      measured.push({ logged: results.get(logged), unlogged: results.get(unlogged) } as Overhead);
    }
    const { dropped } = await readCallMetrics(logged.port);
    if (dropped > 0) throw new Error(`${dropped} events were dropped`);
    return measured;
  } finally {
    generator.close();
    await Promise.all([logged.close(), unlogged.close()]);
  }
}
