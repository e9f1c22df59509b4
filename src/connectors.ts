import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { SECRET_SETTINGS } from './config.ts';
import { openConnectorFolder, type OpenConnector, type UnusableConnector } from './connector-folder.ts';
import { openConnectorTokens } from './connector-tokens.ts';
import { AppError } from './domain/app-error.ts';
import { MAIN_WORKSPACE } from './domain/contact.ts';
import type { Country, PhoneNumber } from './domain/phone-number.ts';
import { createPendingAuthorizations } from './pending-authorizations.ts';
import type { ConnectorTest } from './sources/connector/connector-source.ts';
import type { ReadVariable } from './sources/connector/resolve-settings.ts';
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

/** How a connector stands, for people; whether its last sync failed is written with its contacts. */
export interface ConnectorState {
  readonly name: string;
  /** `resting`: it failed several times while phones rang, and is left alone for a moment. The others: UnusableConnector. */
  readonly state: 'usable' | 'resting' | UnusableConnector['state'];
  /** Null for one that is usable. */
  readonly reason: string | null;
  /** It brings contacts into the store. */
  readonly syncs: boolean;
}

interface SyncRequest {
  /** Also when more than half of the contacts would go. */
  readonly force: boolean;
  readonly onProgress?: (records: number) => void;
}

export interface Connectors {
  /** Those that can be asked while a phone rings, in the order of their names. */
  readonly live: readonly LiveSource[];
  /** Every connector of the folder, those that cannot be used among them. */
  states(): readonly ConnectorState[];
  /** Rejects with AppError: `not-found`, `conflict` when it cannot be used or is being synced already, or `unavailable`. */
  sync(name: string, request: SyncRequest): Promise<SyncSummary>;
  /** Rejects with AppError `not-found` or `conflict`. */
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

const workspace = MAIN_WORKSPACE;

/** Secrets of the service itself, which no connector can have. */
const OWN_SECRETS: ReadonlySet<string> = new Set(SECRET_SETTINGS);

/** Opens the connectors of a folder. One that cannot be used is logged with all its mistakes, or rests without its variables. */
export async function openConnectors(parts: ConnectorsParts): Promise<Connectors> {
  const { log, country } = parts;
  // A file that somebody copied from somewhere could send them to wherever it likes.
  const readVariable: ReadVariable = (name) => (OWN_SECRETS.has(name) ? undefined : parts.readVariable(name));
  const { open, unusable } = await openConnectorFolder(parts.directory, (name) => {
    return { readVariable, tokens: openConnectorTokens(parts.tokenTable, parts.seal, name), country };
  });
  for (const { name, state, reason } of unusable) {
    if (state === 'invalid') log.error({ connector: name, reason }, 'a connector cannot be used');
  }
  if (open.length > 0) log.info({ connectors: open.map(({ name }) => name) }, 'connectors that are asked');

  const closing = new AbortController();
  const syncing = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  const resting = new Map<string, string>();
  const pending = createPendingAuthorizations(Date.now);

  const find = (name: string): OpenConnector => {
    const connector = open.find((each) => each.name === name);
    if (connector) return connector;
    const known = unusable.find((each) => each.name === name);
    if (known) throw new AppError('conflict', `The connector "${name}" cannot be used: ${known.reason}`);
    const others = [...open, ...unusable].map((each) => each.name).join(', ') || 'none';
    throw new AppError('not-found', `There is no connector "${name}" in ${parts.directory}; there is: ${others}.`);
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
    clearTimeout(timers.get(name));
    timers.set(
      name,
      setTimeout(() => void syncAgain(find(name)), milliseconds),
    );
  }

  return {
    live: open.flatMap(({ name, source: { find } }) => {
      const onRest = (reason: string | null) => (reason === null ? resting.delete(name) : resting.set(name, reason));
      return find ? [{ name, find, onRest }] : [];
    }),
    states: () => [
      ...open.map(({ name, source }) => {
        const reason = resting.get(name) ?? null;
        return { name, state: reason === null ? 'usable' : 'resting', reason, syncs: source.sync !== null } as const;
      }),
      ...unusable.map(({ name, state, reason }) => ({ name, state, reason, syncs: false })),
    ],
    sync,
    test: async (name, number) => find(name).source.test(number, closing.signal),
    authorize: async (name, redirectUri) => {
      const { source } = find(name);
      if (!source.authorization) throw new AppError('conflict', `The connector "${name}" needs nobody to let it in.`);
      const { url, pending: authorization } = await source.authorization.begin(redirectUri);
      pending.add(name, authorization);
      return url;
    },
    finishAuthorization: async (state, code) => {
      const waiting = pending.take(state);
      const { source } = waiting ? find(waiting.name) : {};
      if (!waiting || !source?.authorization)
        throw new AppError('invalid', 'This page was not asked for, or too long ago: let the connector in anew.');
      try {
        await source.authorization.finish(code, waiting.authorization, closing.signal);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        throw new AppError('unavailable', error.message, {}, { cause: error });
      }
      if (source.sync) syncIn(0, waiting.name);
      return waiting.name;
    },
    schedule: () => {
      for (const { name, source } of open) if (source.sync) syncIn(0, name);
    },
    close: () => {
      closing.abort(new SourceError('the program is stopping', true));
      for (const timer of timers.values()) clearTimeout(timer);
      for (const { source } of open) source.close();
    },
  };
}
