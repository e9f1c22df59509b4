import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../domain/app-error.ts';
import type { Workspace } from '../domain/contact.ts';
import type { ContactStore, SyncedBatch } from '../store/contact-store.ts';

/** A sync that was fetched to its end, and waits in a file to be written to the store. */
export interface SpooledSync {
  readonly workspace: Workspace;
  /** The connector's name, which is the source's. */
  readonly name: string;
  readonly mode: 'full' | 'delta';
  readonly path: string;
  /** Where the sync got to. */
  readonly state: unknown;
  /** Also when more than half of the contacts would go. */
  readonly force: boolean;
  /** What is to be mended in the connector: a reason, perhaps, when so much would go. */
  readonly notes: readonly string[];
}

/**
 * Writes what a sync brings to a file, a batch a line: a CRM may take minutes for it, and the thread that writes contacts
 * is not to wait for it. Rejects as `batches` does.
 */
export async function spoolSync(batches: AsyncIterable<SyncedBatch>, path: string): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    for await (const batch of batches) yield `${JSON.stringify(batch)}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, { mode: 0o600 }));
}

/**
 * Puts a spooled sync into the store, all of it or nothing. Rejects with AppError `unavailable` when a CRM seems to have
 * lost its contacts: it answered, and more than half of what there was would go.
 */
export function applySpooledSync(store: ContactStore, spooled: SpooledSync): Promise<void> {
  const { workspace, name, mode, path, state, force, notes } = spooled;
  return store.applySync(workspace, name, {
    mode,
    batches: readBatches(path),
    approve: (before, after) => {
      if (!force && after.contacts * 2 < before.contacts) {
        const loss = `${before.contacts} contacts would become ${after.contacts}`;
        const because = notes.map((note) => ` (${note})`).join('');
        throw new AppError(
          'unavailable',
          `${name}: ${loss}${because}. Sync with force=true (--force) if that is right.`,
        );
      }
      return { state };
    },
  });
}

async function* readBatches(path: string): AsyncGenerator<SyncedBatch> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) yield JSON.parse(line) as SyncedBatch;
}
