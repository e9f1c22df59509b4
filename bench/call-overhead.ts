import { untilWritten } from './call-metrics.ts';
import { knownNumber, nameOf } from './contacts.ts';
import { startLoadGenerator, type LoadResult } from './load.ts';
import { loadFolders } from './loaded-folders.ts';
import { ADMIN_TOKEN, startService, TOKEN } from './service.ts';
import type { Scale } from './benchmark.ts';

const WARM_UP_SECONDS = 2;

/** One round: the same load on a URL whose calls are logged, and on one whose are not. */
export interface Overhead {
  readonly logged: LoadResult;
  readonly unlogged: LoadResult;
}

/**
 * The webhook at full load with its calls logged and without: ringing events of the same callers at two URLs of one service, in turn. They are
 * answered by the same code, which tells the log of them or does not. What the thread that writes has not written when a stretch
 * is over is not left to the next one.
 */
export async function measureOverhead({ rounds, seconds }: Scale): Promise<Overhead[]> {
  const service = await startService(await loadFolders(), {
    caller: knownNumber(0),
    name: nameOf(0),
    patienceSeconds: 30,
  });
  const generator = startLoadGenerator();
  try {
    const tokens = { logged: TOKEN, unlogged: await createUnloggedHook(service.port) };
    const run = async (token: string, seconds: number): Promise<LoadResult> => {
      const result = await generator.run({ port: service.port, token, callers: 'mixed', seconds, rate: null });
      await untilWritten(service.port);
      return result;
    };
    for (const token of Object.values(tokens)) await run(token, WARM_UP_SECONDS);
    const measured: Overhead[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const first = round % 2 === 0 ? 'logged' : 'unlogged';
      const second = round % 2 === 0 ? 'unlogged' : 'logged';
      const results = { [first]: await run(tokens[first], seconds), [second]: await run(tokens[second], seconds) };
      measured.push(results as unknown as Overhead);
    }
    return measured;
  } finally {
    generator.close();
    await service.close();
  }
}

/** Its token. */
async function createUnloggedHook(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/hooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'unlogged', callLog: 'off' }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`no webhook URL was made: status ${response.status}`);
  return token;
}
