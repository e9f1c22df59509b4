import Database, { type Database as Connection } from 'better-sqlite3';
import { AppError } from '../domain/app-error.ts';
import { MIGRATIONS } from './migrations.ts';

/** How long a writer waits for the writer of another process: longer than a large import holds the lock. */
const WRITER_PATIENCE_MS = 60_000;
/** A reader waits for nobody in WAL mode, but for the moment in which a crashed process's log is recovered. */
const READER_PATIENCE_MS = 50;
/** A small cache sorts an import's rows fastest, and what it takes is not there for the calls. */
const WRITER_CACHE_KB = 4 * 1024;
/** Small, for almost everything is read through the map. */
const READER_CACHE_KB = 2 * 1024;
/** Address space; what is resident are the pages that were asked for, and the system takes them back when it must. */
const READER_MAP_BYTES = 1024 ** 3;

/** A connection that writes. What it has committed survives a power cut. */
export function openWriter(file: string): Connection {
  const database = new Database(file, { timeout: WRITER_PATIENCE_MS });
  database.pragma('journal_mode = WAL');
  // NORMAL would sync the log at checkpoints only: a contact that was reported imported could be lost.
  database.pragma('synchronous = FULL');
  database.pragma(`cache_size = -${WRITER_CACHE_KB}`);
  return database;
}

/** A connection that only reads, and never waits for one that writes. */
export function openReader(file: string): Connection {
  const database = new Database(file, { readonly: true, timeout: READER_PATIENCE_MS });
  database.pragma(`cache_size = -${READER_CACHE_KB}`);
  database.pragma(`mmap_size = ${READER_MAP_BYTES}`);
  return database;
}

/**
 * Brings a database, new or old, to the newest version, each step in a transaction of its own. Several processes may do
 * so at once. Throws AppError `conflict` for one that a newer program has written.
 */
export function migrate(database: Connection, migrations: readonly string[] = MIGRATIONS): void {
  const step = database.transaction(() => {
    const version = database.pragma('user_version', { simple: true }) as number;
    if (version > migrations.length) throw new AppError('conflict', tooNew(database.name, version, migrations.length));
    const migration = migrations[version];
    if (migration === undefined) return false;
    database.exec(migration);
    database.pragma(`user_version = ${version + 1}`);
    return true;
  });
  while (step.immediate());
}

function tooNew(file: string, version: number, known: number): string {
  return (
    `${file} was written by a newer ringname (its version is ${version}, this program knows up to ${known}): ` +
    'start the newer program, or put back the backup from before the update'
  );
}
