import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '../domain/contact.ts';
import type { ColumnChoice } from '../sources/file/table/map-columns.ts';

/** How an uploaded file was read. */
interface ReadingOptions {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly map?: ColumnChoice;
}

/**
 * The last file that was uploaded for each source, as it came: when somebody changes how it is to be read, it is read
 * again from here.
 */
export interface KeptUploads {
  keep(workspace: Workspace, source: string, path: string, options: ReadingOptions): Promise<void>;
  find(workspace: Workspace, source: string): Promise<{ path: string; options: ReadingOptions } | undefined>;
  remove(workspace: Workspace, source: string): Promise<void>;
}

export function openKeptUploads(dataDir: string): KeptUploads {
  const directory = join(dataDir, 'kept');
  // A source's name may hold anything, a file's may not.
  const place = (workspace: Workspace, source: string): string =>
    join(
      directory,
      createHash('sha256')
        .update(JSON.stringify([workspace, source]))
        .digest('hex'),
    );

  return {
    keep: async (workspace, source, path, options) => {
      const kept = place(workspace, source);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await copyFile(path, `${kept}.new`);
      await writeFile(`${kept}.json`, JSON.stringify(options));
      await rename(`${kept}.new`, kept);
    },
    find: async (workspace, source) => {
      const path = place(workspace, source);
      const options = await readFile(`${path}.json`, 'utf8').catch(() => undefined);
      return options === undefined ? undefined : { path, options: JSON.parse(options) as ReadingOptions };
    },
    remove: async (workspace, source) => {
      const kept = place(workspace, source);
      await Promise.all([rm(kept, { force: true }), rm(`${kept}.json`, { force: true })]);
    },
  };
}
