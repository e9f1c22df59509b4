import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Logger } from 'pino';
import { MAIN_WORKSPACE } from './domain/contact.ts';
import type { Country } from './domain/phone-number.ts';
import type { ContactStore } from './store/contact-store.ts';
import type { Writer } from './writer-thread.ts';

export interface ContactsFolder {
  /** Resolves when every file that was there at the start is a source, or is known to be none. Never rejects. */
  readonly firstScan: Promise<void>;
  /** Reads the file of this source again, because what decides how it is read has changed. */
  readAgain(source: string): void;
  close(): Promise<void>;
}

export interface ContactsFolderParts {
  readonly directory: string;
  readonly store: ContactStore;
  readonly writer: Pick<Writer, 'importFile' | 'deleteSource'>;
  readonly country: Country;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

interface FoundFile {
  readonly file: string;
  readonly path: string;
  readonly size: number;
  /** Changes with the file. */
  readonly stamp: string;
}

/** A change is seen at the second look, when it has settled: within a second. */
const LOOK_EVERY_MS = 500;
const EXTENSIONS = new Set(['.csv', '.tsv', '.txt', '.tab', '.vcf', '.vcard', '.xlsx', '.xml', '.json']);
const workspace = MAIN_WORKSPACE;

/**
 * Keeps the store in step with a folder: every contact file in it is a source, named after the file without its
 * extension. It looks at the files' size and time instead of waiting to be told, since network drives and mounted folders
 * tell nobody. What is wrong with a file is logged once for each of its states.
 */
export function watchContactsFolder(parts: ContactsFolderParts): ContactsFolder {
  /** Source → the state of its file that was imported or refused. */
  const handled = new Map<string, string>();
  let seen = new Map<string, FoundFile>();
  let complaint = '';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function look(isFirst: boolean): Promise<void> {
    const found = await findFiles(parts.directory);
    if (typeof found === 'string') return complain(found);
    complain('');
    const settled = [...found].filter(([source, { stamp }]) => isFirst || seen.get(source)?.stamp === stamp);
    const changed = settled.filter(([source, { stamp }]) => handled.get(source) !== stamp);
    // A small file need not wait for a large one.
    for (const [source, file] of changed.toSorted(([, a], [, b]) => a.size - b.size)) {
      if (!closed) await importOne(source, file);
    }
    const gone = [...handled.keys()].filter((source) => !found.has(source) && !seen.has(source));
    for (const source of gone) await removeOne(source);
    seen = found;
  }

  async function importOne(source: string, { file, path, stamp }: FoundFile): Promise<void> {
    const { writer, country, log } = parts;
    try {
      const report = await writer.importFile({
        workspace,
        source: { name: source, kind: 'folder', fileStamp: stamp },
        path,
        shownAs: file,
        country,
        dryRun: false,
        force: false,
      });
      const { rows, contacts, numbers, rejectedTotal, unchanged, seconds } = report;
      if (!unchanged) log.info({ source, rows, contacts, numbers, rejected: rejectedTotal, seconds }, 'imported');
    } catch (error) {
      if (closed) return;
      log.warn({ source, reason: reasonOf(error) }, 'not imported; what it gave before stays in force');
    }
    handled.set(source, stamp);
  }

  async function removeOne(source: string): Promise<void> {
    await parts.writer.deleteSource(workspace, source);
    handled.delete(source);
    parts.log.info({ source }, 'its file is gone, and with it its contacts');
  }

  function complain(text: string): void {
    if (text !== '' && text !== complaint) parts.log.warn({ reason: text }, 'the contacts folder cannot be read');
    complaint = text;
  }

  async function start(): Promise<void> {
    for (const { name, kind, fileStamp } of await parts.store.listSources(workspace)) {
      if (kind === 'folder') handled.set(name, fileStamp ?? '');
    }
    await look(true);
  }

  let looking = start().catch(report);
  const firstScan = looking;
  function report(error: unknown): void {
    if (!closed) parts.log.error({ err: error }, 'looking at the contacts folder failed');
  }
  function lookLater(): void {
    timer = setTimeout(() => {
      looking = look(false).catch(report).then(lookLater);
    }, LOOK_EVERY_MS);
    if (closed) clearTimeout(timer);
  }
  void firstScan.then(lookLater);

  return {
    firstScan,
    readAgain: (source) => {
      if (handled.has(source)) handled.set(source, '');
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** The contact files of a folder by the source each of them is; a text when the folder cannot be read. */
async function findFiles(directory: string): Promise<Map<string, FoundFile> | string> {
  let entries;
  try {
    entries = await readdir(directory);
  } catch (error) {
    return `${directory}: ${reasonOf(error)}`;
  }
  const found = new Map<string, FoundFile>();
  for (const file of entries.toSorted()) {
    const extension = extname(file);
    const source = file.slice(0, file.length - extension.length);
    // `~$klanten.xlsx` is what Excel leaves beside a file that is open in it.
    if (!EXTENSIONS.has(extension.toLowerCase()) || /^[.~]/.test(file) || found.has(source)) continue;
    const path = join(directory, file);
    const entry = await stat(path).catch(() => undefined);
    if (!entry?.isFile()) continue;
    found.set(source, { file, path, size: entry.size, stamp: `${file} ${entry.size} ${entry.mtimeMs}` });
  }
  return found;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
