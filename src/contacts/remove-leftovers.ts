import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whatever is still at work with a file, here or in a command beside us, has written to it since. */
const DAY_MS = 86_400_000;

/** Removes what a process that was killed has left in a folder of temporary files. Never rejects. */
export async function removeLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const info = await stat(path).catch(() => undefined);
      if (info?.isFile() && Date.now() - info.mtimeMs > DAY_MS) await rm(path, { force: true }).catch(() => undefined);
    }),
  );
}
