import type { Contact } from '../../domain/contact.ts';
import type { MappedRecord } from './candidate.ts';

/** Some of what a sync brings. Ids are texts that stay the same from sync to sync. */
export interface SyncBatch {
  readonly upserts: readonly { readonly id: string; readonly contact: Contact }[];
  /** Ids of what is gone, or is no contact any more; the store need not know them. */
  readonly deletes: readonly string[];
}

/** What the records read so far came to. */
export interface SyncCounts {
  records: number;
  contacts: number;
  deletes: number;
  withoutNumber: number;
  withoutName: number;
  /** Records without an id, and those over which an expression of the connector failed. */
  failed: number;
  /** What the person who wrote the connector should know, each once; holds nothing of a record. */
  notes: readonly string[];
}

const MOST_NOTES = 10;

export function createSyncCounts(): SyncCounts {
  return { records: 0, contacts: 0, deletes: 0, withoutNumber: 0, withoutName: 0, failed: 0, notes: [] };
}

export function addNote(counts: SyncCounts, note: string): void {
  if (counts.notes.length < MOST_NOTES && !counts.notes.includes(note)) counts.notes = [...counts.notes, note];
}

/** A batch that is being filled. */
export interface OpenBatch {
  readonly upserts: { readonly id: string; readonly contact: Contact }[];
  readonly deletes: string[];
}

/** Adds what a record came to under this id, and counts it. */
export function addRecord(batch: OpenBatch, counts: SyncCounts, id: string, { contact, lacks }: MappedRecord): void {
  if (contact !== null) {
    batch.upserts.push({ id, contact });
    counts.contacts += 1;
    return;
  }
  // It may have been a contact before.
  batch.deletes.push(id);
  if (lacks === 'deleted') counts.deletes += 1;
  if (lacks === 'name') counts.withoutName += 1;
  if (lacks === 'number') counts.withoutNumber += 1;
}

/** A sync under way. */
export interface SyncRun<State> {
  /** `full`: whatever is not among the upserts is gone. `delta`: whatever is in no batch stays as it was. */
  readonly mode: 'full' | 'delta';
  /** To be read once, to the end. Throws SourceError; nothing of the run may be kept then. */
  readonly batches: AsyncIterable<SyncBatch>;
  /** Where this sync got to, once every batch was read: to be written down together with the contacts. */
  state(): State;
  readonly counts: Readonly<SyncCounts>;
}

export interface SyncOptions {
  readonly signal: AbortSignal;
  /** Told after every page. */
  readonly onProgress?: ((counts: Readonly<SyncCounts>) => void) | undefined;
}
