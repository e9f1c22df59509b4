import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { CONTACT_COUNT, knownNumber, nameOf } from './contacts.ts';
import { startLoadGenerator, type Callers } from './load.ts';
import { createEmptyFolders, loadFolders } from './loaded-folders.ts';
import { residentBytes } from './process-usage.ts';
import { endProcess } from './server-process.ts';
import { startService, TOKEN, type Folders } from './service.ts';

const SETTLE_MILLISECONDS = 500;
/** Long enough to fill the service's caches. */
const LOAD_STRETCH = 5;

/**
 * What a number costs in memory, once the service has been busy and its caches are full. Without the call log, whose memory
 * grows with the calls and not with the numbers.
 */
export const benchmarkMemory: Benchmark = async ({ seconds }) => {
  const stretch = seconds * LOAD_STRETCH;
  const node = await measureEmptyProcess();
  const loaded = await measureService(await loadFolders(), 'mixed', nameOf(0), stretch);
  const empty = await measureService(createEmptyFolders(), 'all-unknown', '', stretch);
  const goal = { bound: 'at most', value: 150 } as const;
  return {
    figures: [
      { name: 'resident bytes per number, over the empty service', value: (loaded - empty) / CONTACT_COUNT, goal },
      { name: 'the same over a node process that does nothing', value: (loaded - node) / CONTACT_COUNT },
    ],
    measurements: { node, empty, loaded },
  };
};

async function measureService(folders: Folders, callers: Callers, name: string, seconds: number): Promise<number> {
  const expected = { caller: knownNumber(0), name, patienceSeconds: 30 };
  const service = await startService(folders, expected, { CALL_LOG: 'off' });
  const generator = startLoadGenerator();
  try {
    await generator.run({ port: service.port, token: TOKEN, callers, seconds, rate: null });
    await sleep(SETTLE_MILLISECONDS);
    return residentBytes(service.pid);
  } finally {
    generator.close();
    await service.close();
  }
}

async function measureEmptyProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  await sleep(SETTLE_MILLISECONDS);
  const bytes = residentBytes(child.pid ?? 0);
  await endProcess(child);
  return bytes;
}
