import type { Logger } from 'pino';
import { SECRET_SETTINGS } from '../config.ts';
import { openConnectorFolder, type OpenConnector, type UnusableConnector } from './connector-folder.ts';
import { createConnectorSync, type SyncParts, type SyncRequest, type SyncSummary } from './connector-sync.ts';
import { openConnectorTokens } from './connector-tokens.ts';
import { AppError } from '../domain/app-error.ts';
import type { Country, PhoneNumber } from '../domain/phone-number.ts';
import { createPendingAuthorizations } from './pending-authorizations.ts';
import type { ConnectorTest } from '../sources/connector/connector-source.ts';
import type { ReadVariable } from '../sources/connector/resolve-settings.ts';
import { SourceError, type LiveSource } from '../sources/source.ts';
import { createSyncSchedule } from './sync-schedule.ts';
import type { TokenTable } from '../store/token-table.ts';
import type { Seal } from '../seal.ts';

/** How a connector stands, for people; whether its last sync failed is written with its contacts. */
export interface ConnectorState {
  readonly name: string;
  /** `resting`: it failed several times while phones rang, and is left alone for a moment. The others: UnusableConnector. */
  readonly state: 'usable' | 'resting' | UnusableConnector['state'];
  /** Null for one that is usable. */
  readonly reason: string | null;
  /** It brings contacts into the store. */
  readonly syncs: boolean;
  /** The records read so far by the sync that is under way, if one is. */
  readonly syncing: number | null;
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

export interface ConnectorsParts extends SyncParts {
  readonly directory: string;
  readonly tokenTable: TokenTable;
  readonly seal: Seal;
  readonly readVariable: ReadVariable;
  readonly country: Country;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Secrets of the service itself, which no connector can have. */
const OWN_SECRETS: ReadonlySet<string> = new Set(SECRET_SETTINGS);

/** Opens the connectors of a folder. One whose file has mistakes is logged with all of them, and keeps no other from working. */
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
  const sync = createConnectorSync(parts, closing.signal);
  const schedule = createSyncSchedule(sync, log);
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

  return {
    live: open.flatMap(({ name, source: { find } }) => {
      const onRest = (reason: string | null) => (reason === null ? resting.delete(name) : resting.set(name, reason));
      return find ? [{ name, find, onRest }] : [];
    }),
    states: () => [
      ...open.map(({ name, source }) => {
        const reason = resting.get(name) ?? null;
        const state: ConnectorState['state'] = reason === null ? 'usable' : 'resting';
        return { name, state, reason, syncs: source.sync !== null, syncing: sync.progressOf(name) };
      }),
      ...unusable.map(({ name, state, reason }) => ({ name, state, reason, syncs: false, syncing: null })),
    ],
    sync: async (name, request) => sync.run(find(name), request),
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
      const connector = waiting && find(waiting.name);
      if (!waiting || !connector?.source.authorization)
        throw new AppError('invalid', 'This page was not asked for, or too long ago: let the connector in anew.');
      try {
        await connector.source.authorization.finish(code, waiting.authorization, closing.signal);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        throw new AppError('unavailable', error.message, {}, { cause: error });
      }
      if (connector.source.sync) schedule.begin(connector);
      return connector.name;
    },
    schedule: () => {
      for (const connector of open) if (connector.source.sync) schedule.begin(connector);
    },
    close: () => {
      closing.abort(new SourceError('the program is stopping', true));
      schedule.close();
      for (const { source } of open) source.close();
    },
  };
}
