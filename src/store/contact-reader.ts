import type { FoundContact, Workspace } from '../domain/contact.ts';
import type { Question } from '../domain/lookup-result.ts';
import type { StoredSource } from './contact-store.ts';
import { openReader } from './open-database.ts';
import { createSnapshot } from './snapshot.ts';
import { SOURCE_COLUMNS, SOURCES_IN_ORDER, toStoredSource, type SourceRow } from './source-rows.ts';
import { openWorkspace, type WorkspaceContacts } from './workspace-contacts.ts';

/** The reading half of a ContactStore, on one connection that never writes. Throws when the file cannot be read. */
export interface ContactReader {
  findByNumber(question: Question): readonly FoundContact[];
  findByRange(question: Question): readonly FoundContact[];
  listSources(workspace: Workspace): readonly StoredSource[];
  findSyncState(workspace: Workspace, name: string): unknown;
  /** As ContactStore.version; never throws. */
  version(): number;
  /** From here on everything is seen that has been committed before. */
  refresh(): void;
  close(): void;
}

/** Opens a database that is up to date. */
export function openContactReader(file: string): ContactReader {
  const database = openReader(file);
  const snapshot = createSnapshot(database);
  const sourcesOf = database.prepare<[Workspace], SourceRow>(`SELECT ${SOURCE_COLUMNS} ${SOURCES_IN_ORDER}`);
  const syncStateOf = database
    .prepare<[Workspace, string], string | null>('SELECT sync_state FROM sources WHERE workspace = ? AND name = ?')
    .pluck();
  const workspaces = new Map<Workspace, WorkspaceContacts>();
  let version = 0;

  function contactsOf(workspace: Workspace): WorkspaceContacts {
    if (snapshot.open() !== version) {
      version = snapshot.open();
      workspaces.clear();
    }
    let contacts = workspaces.get(workspace);
    if (contacts === undefined) {
      contacts = openWorkspace(database, sourcesOf.all(workspace));
      workspaces.set(workspace, contacts);
    }
    return contacts;
  }

  return {
    findByNumber: ({ workspace, number, sources }) => contactsOf(workspace).findByNumber(number, sources),
    findByRange: ({ workspace, number, sources }) => contactsOf(workspace).findByRange(number, sources),
    listSources: (workspace) => {
      snapshot.end();
      return sourcesOf.all(workspace).map(toStoredSource);
    },
    findSyncState: (workspace, name) => {
      snapshot.end();
      const state = syncStateOf.get(workspace, name) ?? null;
      return state === null ? null : (JSON.parse(state) as unknown);
    },
    version: () => {
      try {
        return snapshot.open();
      } catch {
        // The next question meets the same trouble, and reports it.
        return version;
      }
    },
    refresh: () => snapshot.end(),
    close: () => database.close(),
  };
}
