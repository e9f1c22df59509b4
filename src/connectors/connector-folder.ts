import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import { parseSourceName } from '../domain/source-name.ts';
import type { ConnectorFile, OpenOptions, OpenSource } from './open-connector.ts';

/** A connector that can be asked. */
export interface OpenConnector extends ConnectorFile {
  readonly source: OpenSource;
}

/** A connector that cannot: its file has mistakes (`invalid`), or variables that it needs are not set (`unset`). */
export interface UnusableConnector {
  readonly name: string;
  readonly state: 'invalid' | 'unset';
  /** For people: every mistake by file, line and path, or every variable. */
  readonly reason: string;
}

/** What is longer is none of ours, and is not read at all. */
const LONGEST_FILE = 1_000_000;

/**
 * Opens every connector file of a folder, in the order of their names; a folder that is not there has none. What is wrong
 * with one keeps no other from being opened.
 */
export async function openConnectorFolder(
  directory: string,
  optionsFor: (name: string) => OpenOptions,
): Promise<{ readonly open: readonly OpenConnector[]; readonly unusable: readonly UnusableConnector[] }> {
  const open: OpenConnector[] = [];
  const unusable: UnusableConnector[] = [];
  const entries = await readdir(directory).catch(() => []);
  for (const entry of entries.toSorted((a, b) => a.localeCompare(b))) {
    const extension = extname(entry);
    if (extension !== '.yaml' && extension !== '.yml') continue;
    const name = entry.slice(0, -extension.length);
    try {
      const options = optionsFor(parseSourceName(name));
      if ([...open, ...unusable].some((other) => other.name === name)) throw twice(entry);
      // Loaded here: what connectors need takes a fifth of a second and 25 MB, and most companies have none.
      const { readConnectorFile } = await import('./open-connector.ts');
      const file = readConnectorFile(name, entry, await readText(join(directory, entry), entry), options.readVariable);
      if (file.missing.length > 0) unusable.push({ name, state: 'unset', reason: whatIsMissing(file.missing) });
      else open.push({ ...file, source: await file.open(options) });
    } catch (error) {
      unusable.push({ name, state: 'invalid', reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { open, unusable };
}

async function readText(path: string, fileName: string): Promise<string> {
  const info = await stat(path);
  if (!info.isFile()) throw new AppError('invalid', `${fileName} is no file`);
  if (info.size > LONGEST_FILE) throw new AppError('invalid', `${fileName} is longer than ${LONGEST_FILE} bytes`);
  return readFile(path, 'utf8');
}

function whatIsMissing(variables: readonly string[]): string {
  const them = variables.length > 1 ? 'them' : 'it';
  return `needs ${variables.join(', ')}: set ${them} in the environment or in .env`;
}

function twice(fileName: string): AppError {
  return new AppError('invalid', `${fileName}: there is another connector with this name; rename one of the files`);
}
