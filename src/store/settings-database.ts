import type { Database } from 'better-sqlite3';
import { join } from 'node:path';
import { migrate, openWriter } from './open-database.ts';
import { makeDataDir } from './make-data-dir.ts';

export type SettingsDatabase = Database;

const MIGRATIONS = [
  `CREATE TABLE hooks (
     workspace TEXT NOT NULL,
     id TEXT NOT NULL,
     settings TEXT NOT NULL,
     PRIMARY KEY (workspace, id)
   ) WITHOUT ROWID;
   CREATE TABLE feeds (
     workspace TEXT NOT NULL,
     source TEXT NOT NULL,
     url TEXT NOT NULL,
     every_minutes INTEGER NOT NULL,
     etag TEXT,
     last_modified TEXT,
     fetched_at INTEGER,
     PRIMARY KEY (workspace, source)
   ) WITHOUT ROWID;`,
  `CREATE TABLE connector_tokens (
     workspace TEXT NOT NULL,
     source TEXT NOT NULL,
     sealed BLOB NOT NULL,
     PRIMARY KEY (workspace, source)
   ) WITHOUT ROWID;`,
  `CREATE TABLE connector_token_leases (
     workspace TEXT NOT NULL,
     source TEXT NOT NULL,
     holder TEXT NOT NULL,
     ends INTEGER NOT NULL,
     PRIMARY KEY (workspace, source)
   ) WITHOUT ROWID;`,
];

/**
 * Opens the settings kept in this directory. They have a database file of their own, because an import holds the
 * contacts' write lock for seconds, and a setting is written at once. What is written survives a power cut.
 */
export function openSettingsDatabase(directory: string): SettingsDatabase {
  makeDataDir(directory);
  const database = openWriter(join(directory, 'settings.db'));
  migrate(database, MIGRATIONS);
  return database;
}
