import type { Database as Connection } from 'better-sqlite3';

/** One view of the database for everything that is read in one turn of the event loop. */
export interface Snapshot {
  /** Opens the view, unless it is open. Answers its version, which changes when anybody else has committed. */
  open(): number;
  /** Ends the view before the turn does: the next one sees what has been committed since. */
  end(): void;
}

/**
 * Ends the view when the turn is over: nobody sees old contacts in a later turn. Most of what a read costs is beginning
 * and ending its transaction; the calls of one turn share that, and with it the question whether anything has changed.
 */
export function createSnapshot(database: Connection): Snapshot {
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  const dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
  let version: number | undefined;

  function end(): void {
    version = undefined;
    if (database.open && database.inTransaction) commit.run();
  }

  function open(): number {
    if (version !== undefined) return version;
    if (!database.inTransaction) {
      begin.run();
      setImmediate(end);
    }
    // This first read is what takes the view: BEGIN alone does not.
    version = dataVersion.get() ?? 0;
    return version;
  }

  return { open, end };
}
