import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenConnector } from './connector-folder.ts';
import { AppError } from '../domain/app-error.ts';
import { MAIN_WORKSPACE } from '../domain/contact.ts';
import { SourceError } from '../sources/source.ts';
import { spoolSync, type SpooledSync } from './spooled-sync.ts';
import type { ContactStore } from '../store/contact-store.ts';

/** What a sync came to, for people. */
export interface SyncSummary {
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

export interface SyncRequest {
  /** Also when more than half of the contacts would go. */
  readonly force: boolean;
  readonly onProgress?: (records: number) => void;
}

export interface ConnectorSync {
  /** Rejects with AppError: `conflict` when the connector does not sync or is being synced already, or `unavailable`. */
  run(connector: OpenConnector, request: SyncRequest): Promise<SyncSummary>;
  /** The records that the sync under way has read so far; null where there is none. */
  progressOf(name: string): number | null;
}

export interface SyncParts {
  readonly store: ContactStore;
  readonly writer: {
    applySync(spooled: SpooledSync): Promise<void>;
    recordError: ContactStore['recordError'];
  };
  /** Where a sync stands until it is written to the store. */
  readonly spoolDir: string;
  /** Called after contacts have changed. */
  readonly changed: () => void;
}

const workspace = MAIN_WORKSPACE;

/** Syncs connectors into the store, and keeps with a source's contacts why its sync failed. `closing` ends every sync. */
export function createConnectorSync(parts: SyncParts, closing: AbortSignal): ConnectorSync {
  const read = new Map<string, number>();

  async function fetchAndApply(
    { name, source: { sync } }: OpenConnector,
    { force, onProgress }: SyncRequest,
    path: string,
  ): Promise<SyncSummary> {
    if (!sync) throw new AppError('conflict', `The connector "${name}" only asks while a phone rings.`);
    const started = performance.now();
    await mkdir(parts.spoolDir, { recursive: true });
    const before = force ? null : await parts.store.findSyncState(workspace, name);
    const tell = ({ records }: { readonly records: number }): void => {
      read.set(name, records);
      onProgress?.(records);
    };
    const { batches, mode, counts, state } = await sync(before as never, { signal: closing, onProgress: tell });
    await spoolSync(batches, path);
    await parts.writer.applySync({ workspace, name, mode, path, state: state(), force, notes: counts.notes });
    parts.changed();
    return { source: name, mode, ...counts, seconds: (performance.now() - started) / 1000 };
  }

  async function run(connector: OpenConnector, request: SyncRequest): Promise<SyncSummary> {
    const { name } = connector;
    if (read.has(name)) throw new AppError('conflict', `"${name}" is being synced already.`);
    read.set(name, 0);
    const path = join(parts.spoolDir, `${randomUUID()}.sync`);
    try {
      return await fetchAndApply(connector, request, path);
    } catch (error) {
      const told =
        error instanceof SourceError ? new AppError('unavailable', error.message, {}, { cause: error }) : error;
      if (told instanceof AppError && connector.source.sync && !closing.aborted) {
        await parts.writer.recordError(workspace, { name, kind: 'connector', fileStamp: null }, told.message);
      }
      throw told;
    } finally {
      read.delete(name);
      await rm(path, { force: true });
    }
  }

  return { run, progressOf: (name) => read.get(name) ?? null };
}
