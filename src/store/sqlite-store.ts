import type { Database as Connection } from 'better-sqlite3';
import { join } from 'node:path';
import { applySync } from './apply-sync.ts';
import { openContactReader } from './contact-reader.ts';
import type { ContactStore } from './contact-store.ts';
import { migrate, openWriter } from './open-database.ts';
import { replaceContacts } from './replace-contacts.ts';
import { deleteSource, recordError, updateSource } from './write-source.ts';
import { makeDataDir } from './make-data-dir.ts';

/**
 * Opens the contacts kept in this directory, and makes what is missing. Reading is a matter of microseconds and never
 * waits for a writer; writing blocks the thread it is called on. Any number of processes may have it open. Throws
 * AppError `conflict` for a database that a newer program has written.
 */
export function openSqliteStore(directory: string): ContactStore {
  makeDataDir(directory);
  const file = join(directory, 'ringname.db');
  const upToDate = openWriter(file);
  migrate(upToDate);
  // What a process that was ended in the midst of its work left in the log is read page by page from there, and not from
  // the mapped file, until somebody moves it.
  upToDate.pragma('wal_checkpoint(PASSIVE)');
  const reader = openContactReader(file);
  upToDate.close();

  /** A connection of its own for each piece of work: what an import took of memory and disk goes with it. */
  async function write<T>(work: (database: Connection) => T | Promise<T>): Promise<T> {
    const database = openWriter(file);
    try {
      return await work(database);
    } finally {
      database.close();
      reader.refresh();
    }
  }

  return {
    findByNumber: (question) => reader.findByNumber(question),
    findByRange: (question) => reader.findByRange(question),
    listSources: async (workspace) => reader.listSources(workspace),
    version: () => reader.version(),
    replaceContacts: (workspace, source, contacts, approve) =>
      write((database) => replaceContacts(database, workspace, source, contacts, approve)),
    applySync: (workspace, name, synced) => write((database) => applySync(database, workspace, name, synced)),
    findSyncState: async (workspace, name) => reader.findSyncState(workspace, name),
    recordError: (workspace, source, error) => write((database) => recordError(database, workspace, source, error)),
    updateSource: (workspace, name, change) => write((database) => updateSource(database, workspace, name, change)),
    deleteSource: (workspace, name) => write((database) => deleteSource(database, workspace, name)),
    close: async () => reader.close(),
  };
}
