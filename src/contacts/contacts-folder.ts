import type { Logger } from 'pino';
import { AppError } from '../domain/app-error.ts';
import { MAIN_WORKSPACE } from '../domain/contact.ts';
import type { Country } from '../domain/phone-number.ts';
import { findContactFiles, type ContactFiles, type FoundFile } from './find-contact-files.ts';
import type { ContactStore, StoredSource } from '../store/contact-store.ts';
import type { Writer } from './writer-thread.ts';

export interface ContactsFolder {
  /** Resolves when every file that was there at the start is a source, or is known to be none. Never rejects. */
  readonly firstScan: Promise<void>;
  /** Looks no more. What is being imported is for the writer to end. */
  close(): void;
}

export interface ContactsFolderParts {
  readonly directory: string;
  readonly store: Pick<ContactStore, 'listSources' | 'version'>;
  readonly writer: Pick<Writer, 'importFile' | 'deleteSource'>;
  readonly country: Country;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** A change is seen at the second look, when it has settled: within a second. */
const LOOK_EVERY_MS = 500;
/** For what may go well another time, such as a full disk. */
const TRY_AGAIN_AFTER_MS = 30_000;
const workspace = MAIN_WORKSPACE;

/**
 * Keeps the store in step with a folder: every contact file in it is a source, named after the file without its
 * extension. It looks at the files' size and time instead of waiting to be told, since network drives and mounted folders
 * tell nobody. A source keeps the stamp of its file, so that nothing is read again at a start; a broken file leaves the
 * last good contents in force. What is wrong is logged once. Sources that are filled in another way are never touched.
 */
export function watchContactsFolder(parts: ContactsFolderParts): ContactsFolder {
  const { directory, store, writer, country, log } = parts;
  const tell = tellOnce(log);
  const currentSources = readWhenChanged(store);
  /** Source → the stamp of its file that could not be imported, and until when it is not tried again. */
  const failed = new Map<string, { readonly stamp: string; readonly until: number }>();
  let seen: ContactFiles = { files: [], sources: new Set(), leftOut: new Map() };
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function look(isFirst: boolean): Promise<void> {
    const found = await findContactFiles(directory).catch((error: unknown) => {
      tell('', `the contacts folder cannot be read: ${messageOf(error)}`);
    });
    if (!found) return;
    tell('', undefined);
    for (const file of new Set([...found.leftOut.keys(), ...seen.leftOut.keys()])) {
      tell(file, found.leftOut.get(file), { file });
    }
    const before = new Map(seen.files.map(({ source, stamp }) => [source, stamp]));
    const settled = found.files.filter(({ source, stamp }) => isFirst || before.get(source) === stamp);
    // A small file need not wait for a large one.
    for (const file of settled.toSorted((a, b) => a.size - b.size)) await bringIn(file);
    for (const { name, kind } of (await currentSources()).values()) {
      if (kind === 'folder' && !found.sources.has(name) && !seen.sources.has(name)) await takeOut(name);
    }
    seen = found;
  }

  async function bringIn({ source, file, path, stamp }: FoundFile): Promise<void> {
    const stored = (await currentSources()).get(source);
    if (stored !== undefined && stored.kind !== 'folder') {
      const reason = `${file}: the source "${source}" is filled in another way: give the file another name, or delete it`;
      return tell(source, reason, { source });
    }
    const fileStamp = `${stamp} ${stored?.country ?? country}`;
    const failure = failed.get(source);
    const isWaiting = failure?.stamp === fileStamp && Date.now() < failure.until;
    if (closed || isWaiting || stored?.fileStamp === fileStamp) return;
    try {
      const report = await writer.importFile({
        workspace,
        source: { name: source, kind: 'folder', fileStamp },
        path,
        shownAs: file,
        country,
        dryRun: false,
        force: false,
      });
      const { rows, contacts, numbers, rejectedTotal, unchanged, seconds } = report;
      if (!unchanged) log.info({ source, rows, contacts, numbers, rejected: rejectedTotal, seconds }, 'imported');
      failed.delete(source);
      tell(source, undefined);
    } catch (error) {
      if (closed) return;
      const isFinal = error instanceof AppError && error.code === 'unusable-file';
      failed.set(source, { stamp: fileStamp, until: isFinal ? Infinity : Date.now() + TRY_AGAIN_AFTER_MS });
      tell(source, `not imported; what it gave before stays in force: ${messageOf(error)}`, { source });
    }
  }

  async function takeOut(source: string): Promise<void> {
    if (closed) return;
    await writer.deleteSource(workspace, source);
    failed.delete(source);
    log.info({ source }, 'its file is gone, and with it its contacts');
  }

  async function lookAndAgain(isFirst: boolean): Promise<void> {
    await look(isFirst).catch((error: unknown) => {
      if (!closed) log.error({ err: error }, 'looking at the contacts folder failed');
    });
    if (!closed) timer = setTimeout(() => void lookAndAgain(false), LOOK_EVERY_MS);
  }

  return {
    firstScan: lookAndAgain(true),
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** The sources by their names; read again only when something has been committed, since their reports can be long. */
function readWhenChanged(store: ContactsFolderParts['store']): () => Promise<ReadonlyMap<string, StoredSource>> {
  let version: number | undefined;
  let sources: ReadonlyMap<string, StoredSource> = new Map();
  return async () => {
    const now = store.version();
    if (now !== version) {
      sources = new Map((await store.listSources(workspace)).map((source) => [source.name, source]));
      version = now;
    }
    return sources;
  };
}

/** Logs what is wrong with something when it begins, and when it changes; undefined when it is right again. */
function tellOnce(
  log: ContactsFolderParts['log'],
): (about: string, problem: string | undefined, fields?: object) => void {
  const told = new Map<string, string>();
  return (about, problem, fields = {}) => {
    if (problem !== undefined && told.get(about) !== problem) log.warn(fields, problem);
    if (problem === undefined) told.delete(about);
    else told.set(about, problem);
  };
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
