import type { ConnectorState } from '../connectors/connectors.ts';
import type { Feed } from '../domain/feed.ts';
import type { ListedSource } from '../http/api/sources-routes.ts';
import type { StoredSource } from '../store/contact-store.ts';

/** What is in the store in its order, and behind it the connectors that were never synced. */
export function listSources(
  stored: readonly StoredSource[],
  feeds: readonly Feed[],
  connectors: readonly ConnectorState[],
): ListedSource[] {
  const inStore = stored.map((source) => {
    const connector = connectors.find(({ name }) => name === source.name);
    const feed = feeds.find((each) => each.source === source.name);
    return { source, feed, ...(source.kind === 'connector' ? standing(source, connector) : imported(source)) };
  });
  const others = connectors.flatMap((connector) => {
    const known = stored.find(({ name }) => name === connector.name);
    if (known?.kind === 'connector') return [];
    const source = neverStored(connector.name);
    return [{ source, feed: undefined, ...(known ? NAME_IS_TAKEN : standing(source, connector)) }];
  });
  return [...inStore, ...others];
}

type Standing = Pick<ListedSource, 'state' | 'lastError' | 'syncing'>;

const NAME_IS_TAKEN: Standing = {
  state: 'invalid',
  lastError: 'a source of another kind has this name: rename the file of the connector',
  syncing: null,
};

function imported({ lastError }: Pick<StoredSource, 'lastError'>): Standing {
  return { state: lastError === null ? 'ok' : 'failed', lastError, syncing: null };
}

function standing(
  source: Pick<StoredSource, 'lastError' | 'lastImportAt'>,
  connector: ConnectorState | undefined,
): Standing {
  if (connector === undefined) {
    const lastError = 'its file is gone from the connectors folder; delete the source, too';
    return { state: 'invalid', lastError, syncing: null };
  }
  const { state, reason, syncs, syncing } = connector;
  if (state !== 'usable') return { state, lastError: reason, syncing };
  const isNew = syncs && source.lastError === null && source.lastImportAt === null;
  return { ...imported(source), ...(isNew && { state: 'new' }), syncing };
}

function neverStored(name: string): ListedSource['source'] {
  return {
    name,
    kind: 'connector',
    position: null,
    contacts: 0,
    numbers: 0,
    country: null,
    shared: 'first',
    ranges: false,
    template: null,
    lastError: null,
    lastImportAt: null,
    lastReport: null,
  };
}
