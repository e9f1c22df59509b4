import type { Contact, SharedRule, Workspace } from '../domain/contact.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { Country } from '../domain/phone-number.ts';
import type { Directory } from '../lookup/directory.ts';

/** How a source's contacts get here; `folder`: a file in CONTACTS_DIR, `upload`: by API or command, `url`: fetched, `connector`: synced. */
export type SourceKind = 'folder' | 'upload' | 'url' | 'connector';

/** What a person may set on a source. */
export interface SourceSettings {
  /** For numbers without a country code in this source; null: the service's. */
  readonly country: Country | null;
  readonly shared: SharedRule;
  /** Read a company's numbers as the stems of direct-dial ranges. */
  readonly ranges: boolean;
  /** The source's own name template. */
  readonly template: string | null;
}

/** Which source is written, and from what. */
export interface SourceOrigin {
  readonly name: string;
  readonly kind: SourceKind;
  /** Recognises a file in the folder without reading it; null for an upload. */
  readonly fileStamp: string | null;
}

export interface StoredSource extends SourceSettings, SourceOrigin {
  /** From 1; the first source that knows a number decides. File-name order until somebody sets one. */
  readonly position: number;
  readonly contacts: number;
  /** Numbers and ranges. */
  readonly numbers: number;
  /** Recognises content that was imported before; null before the first import. */
  readonly fingerprint: string | null;
  readonly lastReport: ImportReport | null;
  /** Milliseconds since 1970. */
  readonly lastImportAt: number | null;
  readonly lastError: string | null;
}

export interface ContactCounts {
  readonly contacts: number;
  /** Numbers and ranges. */
  readonly numbers: number;
}

/** The last word before an import is committed: told what was there and what would be, throws to leave all as it was. */
export type Approve = (before: ContactCounts, after: ContactCounts) => { report: ImportReport; fingerprint: string };

/** Some of what a sync brings. Record ids stay the same from sync to sync; a deleted one need not be known. */
export interface SyncedBatch {
  readonly upserts: readonly { readonly id: string; readonly contact: Contact }[];
  readonly deletes: readonly string[];
}

/** What a sync brings, and where it got to. */
export interface SyncedContacts {
  /** `full`: whatever is not among the upserts is gone. `delta`: whatever is in no batch stays as it was. */
  readonly mode: 'full' | 'delta';
  readonly batches: AsyncIterable<SyncedBatch>;
  /** Told what was there and what would be; throws to leave all as it was. The state is JSON. */
  readonly approve: (before: ContactCounts, after: ContactCounts) => { readonly state: unknown };
}

/**
 * Contacts and their sources. One process has one writer: SQLite's write lock is held for a whole import, so whatever
 * writes runs in the writer thread, never where calls are answered.
 */
export interface ContactStore extends Directory {
  /** All sources of a workspace in the order they are asked. */
  listSources(workspace: Workspace): Promise<readonly StoredSource[]>;
  /**
   * Puts the contacts in the place of all the source had (a new source is made), in one transaction: readers see the
   * old ones until all new ones are there. Rejects with what `contacts` or `approve` threw, and nothing has changed;
   * with AppError `conflict` when the source is of another kind. What is resolved survives a power cut.
   */
  replaceContacts(
    workspace: Workspace,
    source: SourceOrigin,
    contacts: AsyncIterable<readonly Contact[]>,
    approve: Approve,
  ): Promise<void>;
  /**
   * Brings a connector's contacts to where its sync has got, in one transaction, and keeps the sync's state with them.
   * Rejects as `replaceContacts` does.
   */
  applySync(workspace: Workspace, name: string, synced: SyncedContacts): Promise<void>;
  /** Where the connector's last sync got to; null before the first one. */
  findSyncState(workspace: Workspace, name: string): Promise<unknown>;
  /**
   * Keeps why the last import failed, or (null) that it did not and the contacts are those of `source.fileStamp`. The
   * contacts stay. Makes the source if it is new; rejects with AppError `conflict` when it is of another kind.
   */
  recordError(workspace: Workspace, source: SourceOrigin, error: string | null): Promise<void>;
  /** `position` counts from 1 and moves the source there. Rejects with AppError `not-found`. */
  updateSource(
    workspace: Workspace,
    name: string,
    change: Partial<SourceSettings> & { readonly position?: number },
  ): Promise<void>;
  /** True if there was such a source. */
  deleteSource(workspace: Workspace, name: string): Promise<boolean>;
  /** Changes when any process has committed something, so that what was cached can be dropped. Never throws. */
  version(): number;
  close(): Promise<void>;
}
