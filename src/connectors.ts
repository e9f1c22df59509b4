import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Logger } from 'pino';
import { AppError } from './domain/app-error.ts';
import { MAIN_WORKSPACE } from './domain/contact.ts';
import type { Country, PhoneNumber } from './domain/phone-number.ts';
import { readConnectorFile, type ConnectorFile, type OpenSource } from './open-connector.ts';
import type { ConnectorTest } from './sources/connector/connector-source.ts';
import type { ReadVariable } from './sources/connector/resolve-settings.ts';
import type { PendingAuthorization } from './sources/crm/auth/authenticator.ts';
import type { StoredTokens, TokenStore } from './sources/crm/auth/token-store.ts';
import { SourceError, type LiveSource } from './sources/source.ts';
import { spoolSync, type SpooledSync } from './spooled-sync.ts';
import type { ContactStore } from './store/contact-store.ts';
import type { TokenTable } from './store/token-table.ts';
import type { Seal } from './seal.ts';

/** What a sync came to, for people. */
interface SyncSummary {
  readonly source: string;
  readonly mode: 'full' | 'delta';
  /** Records read, and what became of them. */
  readonly records: number;
  readonly contacts: number;
  readonly deletes: number;
  readonly withoutNumber: number;
  readonly withoutName: number;
  readonly failed: number;
  /** What is to be mended in the connector, if anything. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

interface SyncRequest {
  /** Also when more than half of the contacts would go. */
  readonly force: boolean;
  readonly onProgress?: (records: number) => void;
}

export interface Connectors {
  /** Those that can be asked while a phone rings, in the order of their names. */
  readonly live: readonly LiveSource[];
  /** Rejects with AppError: `not-found`, `conflict` when it is being synced already, or `unavailable`. */
  sync(name: string, request: SyncRequest): Promise<SyncSummary>;
  /** Rejects with AppError `not-found`. */
  test(name: string, number: PhoneNumber): Promise<ConnectorTest>;
  /** Where to send a person who lets the connector in. Rejects with AppError `not-found` or `conflict`. */
  authorize(name: string, redirectUri: string): Promise<string>;
  /** What they came back with. Gives the connector's name; rejects with AppError `invalid` or `unavailable`. */
  finishAuthorization(state: string, code: string): Promise<string>;
  /** Syncs each connector as often as it wants, from now on. */
  schedule(): void;
  close(): void;
}

export interface ConnectorsParts {
  readonly directory: string;
  readonly store: ContactStore;
  readonly writer: {
    applySync(spooled: SpooledSync): Promise<void>;
    recordError: ContactStore['recordError'];
  };
  readonly tokenTable: TokenTable;
  readonly seal: Seal;
  readonly readVariable: ReadVariable;
  readonly country: Country;
  /** Where a sync stands until it is written to the store. */
  readonly spoolDir: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Called after contacts have changed. */
  readonly changed: () => void;
}

interface OpenConnector extends ConnectorFile {
  readonly source: OpenSource;
}

const workspace = MAIN_WORKSPACE;
const MOST_PENDING_AUTHORIZATIONS = 100;

/**
 * Opens every connector file of a folder whose variables are set; the others rest. A file with mistakes is logged with all
 * of them, and keeps no other from working.
 */
export async function openConnectors(parts: ConnectorsParts): Promise<Connectors> {
  const connectors = new Map<string, OpenConnector>();
  for (const file of await readFiles(parts)) {
    const tokens = sealedTokens(parts, file.name);
    const options = { readVariable: parts.readVariable, tokens, country: parts.country };
    connectors.set(file.name, { ...file, source: await file.open(options) });
  }
  if (connectors.size > 0) parts.log.info({ connectors: [...connectors.keys()] }, 'connectors that are asked');

  const closing = new AbortController();
  const syncing = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const pending = new Map<string, { name: string; authorization: PendingAuthorization }>();

  const find = (name: string): OpenConnector => {
    const connector = connectors.get(name);
    if (connector) return connector;
    const known = [...connectors.keys()].join(', ') || 'none';
    throw new AppError('not-found', `There is no connector "${name}" whose variables are set; there is: ${known}.`);
  };

  async function sync(name: string, { force, onProgress }: SyncRequest): Promise<SyncSummary> {
    const { source } = find(name);
    if (!source.sync) throw new AppError('conflict', `The connector "${name}" only asks while a phone rings.`);
    if (syncing.has(name)) throw new AppError('conflict', `"${name}" is being synced already.`);
    syncing.add(name);
    const started = performance.now();
    const path = join(parts.spoolDir, `${randomUUID()}.sync`);
    try {
      await mkdir(parts.spoolDir, { recursive: true });
      const state = force ? null : await parts.store.findSyncState(workspace, name);
      const progress = onProgress && ((counts: { readonly records: number }) => onProgress(counts.records));
      const run = await source.sync(state as never, { signal: closing.signal, onProgress: progress });
      await spoolSync(run.batches, path);
      await parts.writer.applySync({ workspace, name, mode: run.mode, path, state: run.state(), force });
      parts.changed();
      return { source: name, mode: run.mode, ...run.counts, seconds: (performance.now() - started) / 1000 };
    } catch (error) {
      const told =
        error instanceof SourceError ? new AppError('unavailable', error.message, {}, { cause: error }) : error;
      if (told instanceof AppError && !closing.signal.aborted) {
        await parts.writer.recordError(workspace, { name, kind: 'connector', fileStamp: null }, told.message);
      }
      throw told;
    } finally {
      syncing.delete(name);
      await rm(path, { force: true });
    }
  }

  async function syncAgain({ name, syncEvery }: OpenConnector): Promise<void> {
    try {
      const summary = await sync(name, { force: false });
      if (summary.notes.length > 0) parts.log.warn(summary, 'synced, but something is to be mended');
      else if (summary.records > 0 || summary.deletes > 0) parts.log.info(summary, 'synced');
    } catch (error) {
      if (closing.signal.aborted) return;
      parts.log.warn(
        { source: name, reason: (error as Error).message },
        'not synced; what it gave before stays in force',
      );
    }
    syncIn(syncEvery, name);
  }

  function syncIn(milliseconds: number, name: string): void {
    if (closing.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void syncAgain(find(name));
    }, milliseconds);
    timers.add(timer);
  }

  return {
    live: [...connectors.values()].flatMap(({ name, source: { find } }) => (find ? [{ name, find }] : [])),
    sync,
    test: async (name, number) => find(name).source.test(number, closing.signal),
    authorize: async (name, redirectUri) => {
      const { source } = find(name);
      if (!source.authorization) throw new AppError('conflict', `The connector "${name}" needs nobody to let it in.`);
      const { url, pending: authorization } = await source.authorization.begin(redirectUri);
      const [oldest] = pending.keys();
      if (oldest !== undefined && pending.size >= MOST_PENDING_AUTHORIZATIONS) pending.delete(oldest);
      pending.set(authorization.state, { name, authorization });
      return url;
    },
    finishAuthorization: async (state, code) => {
      const waiting = pending.get(state);
      pending.delete(state);
      const { source } = waiting ? find(waiting.name) : {};
      if (!waiting || !source?.authorization)
        throw new AppError('invalid', 'This page was not asked for, or too long ago.');
      try {
        await source.authorization.finish(code, waiting.authorization, closing.signal);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        throw new AppError('unavailable', error.message, {}, { cause: error });
      }
      return waiting.name;
    },
    schedule: () => {
      for (const { name, source } of connectors.values()) if (source.sync) syncIn(0, name);
    },
    close: () => {
      closing.abort(new SourceError('the program is stopping', true));
      for (const timer of timers) clearTimeout(timer);
      for (const { source } of connectors.values()) source.close();
    },
  };
}

async function readFiles({ directory, readVariable, log }: ConnectorsParts): Promise<readonly ConnectorFile[]> {
  const entries = await readdir(directory).catch(() => []);
  const files: ConnectorFile[] = [];
  for (const entry of entries.toSorted((a, b) => a.localeCompare(b))) {
    const extension = extname(entry);
    if (extension !== '.yaml' && extension !== '.yml') continue;
    try {
      const text = await readFile(join(directory, entry), 'utf8');
      const file = readConnectorFile(entry.slice(0, -extension.length), entry, text, readVariable);
      if (file.missing.length === 0) files.push(file);
    } catch (error) {
      log.error({ connector: entry, reason: (error as Error).message }, 'a connector cannot be used');
    }
  }
  return files;
}

/** Tokens as they are kept: encrypted. Those that were sealed with another key are as good as none. */
function sealedTokens({ tokenTable, seal }: ConnectorsParts, name: string): TokenStore {
  return {
    load: async () => {
      const sealed = tokenTable.find(workspace, name);
      const text = sealed && seal.open(sealed);
      return text === undefined ? null : (JSON.parse(text) as StoredTokens);
    },
    save: async (tokens) => tokenTable.save(workspace, name, seal.close(JSON.stringify(tokens))),
  };
}
