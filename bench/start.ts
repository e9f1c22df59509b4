import type { Benchmark } from './benchmark.ts';
import { CONTACT_COUNT, knownNumber, nameOf } from './contacts.ts';
import { loadFolders } from './loaded-folders.ts';
import { startService } from './service.ts';
import { median } from './statistics.ts';

/** How soon after its start the service names a caller, with all contacts imported before. */
export const benchmarkStart: Benchmark = async ({ rounds }) => {
  const folders = await loadFolders();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const contact = Math.floor((CONTACT_COUNT * round) / rounds);
    const service = await startService(folders, {
      caller: knownNumber(contact),
      name: nameOf(contact),
      patienceSeconds: 30,
    });
    seconds.push(service.startMilliseconds / 1000);
    await service.close();
  }
  const goal = { bound: 'at most', value: 1 } as const;
  return {
    figures: [{ name: 'seconds from start to the first right name', value: median(seconds), goal }],
    measurements: seconds,
  };
};
