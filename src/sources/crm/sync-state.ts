import type { Connector } from './parse-connector.ts';

/** Where a sync got to: JSON, to be kept with the contacts it speaks of. */
export interface SyncState {
  /** Of the connector file: a changed mapping needs every record once more. */
  readonly fingerprint: string;
  /** When the last full sync began, in milliseconds since 1970. */
  readonly fullAt: number;
  readonly collections: Readonly<Record<string, CollectionState>>;
}

/** What a collection's `delta` goes on from. */
export interface CollectionState {
  /** ISO 8601, by the CRM's own clock. */
  readonly since?: string | undefined;
  readonly token?: unknown;
  /** The version of every record, by its id. */
  readonly versions?: Readonly<Record<string, unknown>> | undefined;
}

/** Whether everything has to be read: at first, after a change of the connector, and every so often. */
export function needsFull(state: SyncState | null, connector: Connector, now: number): boolean {
  if (state === null || state.fingerprint !== connector.fingerprint) return true;
  if (now - state.fullAt >= connector.schedule.full || now < state.fullAt) return true;
  return Object.entries(connector.collections).some(
    ([name, { sync }]) => sync !== undefined && !canGoOn(sync.delta?.by, state.collections[name]),
  );
}

function canGoOn(by: 'since' | 'token' | 'versions' | undefined, state: CollectionState | undefined): boolean {
  return by !== undefined && state?.[by] !== undefined;
}
