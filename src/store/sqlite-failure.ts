import Database from 'better-sqlite3';
import { AppError } from '../domain/app-error.ts';

/** What the beginning of SQLite's codes means for whoever runs the service (https://sqlite.org/rescode.html). */
const MEANINGS: readonly (readonly [code: string, meaning: string])[] = [
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_BUSY', 'another program holds it locked'],
  ['SQLITE_READONLY', 'it may not be written: look at the permissions of the data directory'],
  ['SQLITE_CANTOPEN', 'it cannot be opened: look at the permissions of the data directory'],
  ['SQLITE_IOERR', 'the disk fails'],
  ['SQLITE_CORRUPT', 'it is damaged: put back a backup, or move the file away to begin a new one'],
  ['SQLITE_NOTADB', 'it is no database: put back a backup, or move the file away to begin a new one'],
];

/** An error of SQLite as AppError `unavailable` that says of `subject` what is wrong; any other error as it is. */
export function explainFailure(error: unknown, subject: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const meaning = MEANINGS.find(([code]) => error.code.startsWith(code))?.[1] ?? error.message;
  return new AppError('unavailable', `${subject}: ${meaning} (${error.code})`, {}, { cause: error });
}
