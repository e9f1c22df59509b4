import Database from 'better-sqlite3';
import { join } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import { makeDataDir } from './make-data-dir.ts';

/**
 * Makes this process the one server of a data directory, and answers how to give it up. The lock is the kernel's, on a
 * SQLite file of its own: it is gone when the process is, however that ended. Throws AppError `conflict` when another
 * process, or this one, holds it.
 */
export function lockDataDir(directory: string): () => void {
  makeDataDir(directory);
  const lock = new Database(join(directory, 'server.lock'), { timeout: 0 });
  try {
    // The first transaction tells who we are; the second, which never ends, keeps others from writing but not reading.
    lock.transaction(() => lock.pragma(`user_version = ${process.pid}`)).immediate();
    lock.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const holder = findHolder(lock);
    lock.close();
    if (!isBusy(error)) throw error;
    throw new AppError(
      'conflict',
      `another ringname (process ${holder}) is serving from ${directory}: stop it, or give this one a DATA_DIR of its own`,
      {},
      { cause: error },
    );
  }
  return () => void lock.close();
}

function findHolder(lock: Database.Database): string {
  try {
    return String(lock.pragma('user_version', { simple: true }));
  } catch {
    // It is writing its number at this very moment.
    return 'just starting';
  }
}

/** By its code: an error of a native add-on may be of a class that another context has made. */
function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
