import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file in the contacts folder that is a source by its name; what it holds is for whoever reads it. */
export interface FoundFile {
  /** The file's name without its extension. */
  readonly source: string;
  readonly file: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Changes with the file. */
  readonly stamp: string;
}

export interface ContactFiles {
  /** In the order of their names, one of each source. */
  readonly files: readonly FoundFile[];
  /** Whatever has a file, also one that could not be looked at just now. */
  readonly sources: ReadonlySet<string>;
  /** Files that are left out, and why. */
  readonly leftOut: ReadonlyMap<string, string>;
}

const EXTENSIONS = new Set(['.csv', '.tsv', '.txt', '.tab', '.vcf', '.vcard', '.xlsx', '.xml', '.json']);

/** The contact files of a folder. Rejects when the folder cannot be read. */
export async function findContactFiles(directory: string): Promise<ContactFiles> {
  const files = new Map<string, FoundFile>();
  const sources = new Set<string>();
  const leftOut = new Map<string, string>();
  for (const file of (await readdir(directory)).toSorted()) {
    const extension = extname(file);
    // `~$klanten.xlsx` is what Excel leaves beside a file that is open in it.
    if (!EXTENSIONS.has(extension.toLowerCase()) || /^[.~]/.test(file)) continue;
    const source = file.slice(0, -extension.length);
    const path = join(directory, file);
    try {
      const entry = await stat(path);
      if (!entry.isFile()) continue;
      const first = files.get(source);
      if (first) leftOut.set(file, `${first.file} is the source "${source}" already: give one of them another name`);
      else files.set(source, { source, file, path, size: entry.size, stamp: `${file} ${entry.size} ${entry.mtimeMs}` });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') continue;
      leftOut.set(file, `it cannot be read (${code})`);
    }
    sources.add(source);
  }
  return { files: [...files.values()], sources, leftOut };
}
