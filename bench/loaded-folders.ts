import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTACT_COUNT, CONTACT_HEADER, contactRow, knownNumber, nameOf } from './contacts.ts';
import { startService, type Folders } from './service.ts';

const BUILT = fileURLToPath(new URL('..', import.meta.url));
/** Beside the results, which git ignores. */
const CACHE = fileURLToPath(new URL('../../bench/results/loaded', import.meta.url));
const IMPORT_PATIENCE_SECONDS = 180;

/** Empty folders for a service that knows nobody. */
export function createEmptyFolders(): Folders {
  const folders = foldersIn(join(CACHE, 'empty'));
  rmSync(join(CACHE, 'empty'), { recursive: true, force: true });
  makeFolders(folders);
  return folders;
}

/** Folders of a service that has imported all contacts: made once for each build of the service, by the service. */
export async function loadFolders(): Promise<Folders> {
  const home = join(CACHE, hashOfBuild());
  const folders = foldersIn(home);
  const complete = join(home, 'complete');
  if (existsSync(complete)) return folders;
  rmSync(CACHE, { recursive: true, force: true });
  makeFolders(folders);
  writeFileSync(join(folders.contacts, 'bench.csv'), contactFile());
  const last = CONTACT_COUNT - 1;
  const service = await startService(folders, {
    caller: knownNumber(last),
    name: nameOf(last),
    patienceSeconds: IMPORT_PATIENCE_SECONDS,
  });
  await service.close();
  writeFileSync(complete, '');
  return folders;
}

/** The same contacts once more, and no calls, for a second service: each needs a data folder of its own. */
export function copyFolders({ data, contacts }: Folders): Folders {
  const copy = join(CACHE, 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(data, copy, { recursive: true, filter: (file) => !basename(file).startsWith('calls.db') });
  return { data: copy, contacts };
}

function foldersIn(home: string): Folders {
  return { data: join(home, 'data'), contacts: join(home, 'contacts') };
}

function makeFolders(folders: Folders): void {
  mkdirSync(folders.data, { recursive: true });
  mkdirSync(folders.contacts, { recursive: true });
}

function contactFile(): string {
  return CONTACT_HEADER + Array.from({ length: CONTACT_COUNT }, (_, index) => contactRow(index)).join('');
}

/** Changes with everything that could store contacts differently. */
function hashOfBuild(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (file.endsWith('.js')) hash.update(file).update(readFileSync(join(BUILT, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
