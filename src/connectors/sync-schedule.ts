import type { Logger } from 'pino';
import type { OpenConnector } from './connector-folder.ts';
import type { ConnectorSync } from './connector-sync.ts';

/** Syncs connectors again and again, each as often as it wants. */
export interface SyncSchedule {
  /** Syncs it now, then by its schedule. */
  begin(connector: OpenConnector): void;
  close(): void;
}

export function createSyncSchedule(sync: ConnectorSync, log: Pick<Logger, 'info' | 'warn'>): SyncSchedule {
  const timers = new Map<string, NodeJS.Timeout>();
  let isClosed = false;

  async function syncAndLog(connector: OpenConnector): Promise<void> {
    try {
      const summary = await sync.run(connector, { force: false });
      if (summary.notes.length > 0) log.warn(summary, 'synced, but something is to be mended');
      else if (summary.records > 0 || summary.deletes > 0) log.info(summary, 'synced');
    } catch (error) {
      if (isClosed) return;
      const reason = (error as Error).message;
      log.warn({ source: connector.name, reason }, 'not synced; what it gave before stays in force');
    }
    syncIn(connector.syncEvery, connector);
  }

  function syncIn(milliseconds: number, connector: OpenConnector): void {
    if (isClosed) return;
    clearTimeout(timers.get(connector.name));
    const timer = setTimeout(() => void syncAndLog(connector), milliseconds);
    timers.set(connector.name, timer);
  }

  return {
    begin: (connector) => syncIn(0, connector),
    close: () => {
      isClosed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
