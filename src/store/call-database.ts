import Database, { type Database as Connection } from 'better-sqlite3';
import { join } from 'node:path';
import { COUNT_COLUMNS } from './call-columns.ts';
import { migrate } from './open-database.ts';
import { makeDataDir } from './make-data-dir.ts';

/** Recording can wait: what comes meanwhile is kept in memory, and the reason is told. */
const WRITER_PATIENCE_MS = 1000;
const WRITER_CACHE_KB = 32 * 1024;
const READER_CACHE_KB = 16 * 1024;
const READER_MAP_BYTES = 4 * 1024 ** 3;

const COUNTS = COUNT_COLUMNS.map((column) => `${column} INTEGER NOT NULL DEFAULT 0`).join(',\n    ');

const MIGRATIONS: readonly string[] = [
  `
  -- Texts that come again and again are kept once, and rows hold their ids. Ids are never given twice, so that what
  -- still holds the id of somebody who was erased points to nobody for ever.
  CREATE TABLE workspaces (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE reasons (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE numbers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    number TEXT NOT NULL,
    -- A phone of the company: it outlives the calls it was in, for it is counted by itself.
    own INTEGER NOT NULL DEFAULT 0,
    UNIQUE (workspace, number)
  );
  CREATE TABLE shown_names (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL,
    name TEXT,
    source TEXT NOT NULL,
    contact_url TEXT
  );
  CREATE INDEX shown_names_of_number ON shown_names (number);

  CREATE TABLE calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    -- Most are unix seconds, and kept as whole numbers; all others as text.
    call_id NOT NULL,
    -- Null when withheld; so is the party: the outside end.
    caller INTEGER,
    party INTEGER,
    started_at INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    state INTEGER NOT NULL,
    called_back INTEGER NOT NULL DEFAULT 0,
    shown INTEGER,
    unnamed INTEGER,
    -- A JSON array of numbers, see call-columns.ts.
    facts TEXT NOT NULL
  );
  CREATE INDEX calls_by_key ON calls (call_id, caller);
  CREATE INDEX calls_by_party ON calls (party, started_at);
  CREATE INDEX calls_by_time ON calls (workspace, started_at);
  -- Ringing, connected and unfinished: few, and asked for.
  CREATE INDEX open_calls ON calls (workspace, state, started_at) WHERE state IN (0, 1, 5);

  -- Counts outlive the calls. Quarters of an hour serve every time zone, days the company's own, where they are a
  -- hundred times fewer.
  CREATE TABLE quarter_counts (
    workspace INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    ${COUNTS},
    PRIMARY KEY (workspace, quarter)
  ) WITHOUT ROWID;
  -- What series in any time zone need of each quarter, a block of them in a row: its number is the stretch.
  CREATE TABLE quarter_figures (
    workspace INTEGER NOT NULL,
    stretch INTEGER NOT NULL,
    -- See packed-quarters.ts.
    quarters BLOB NOT NULL,
    PRIMARY KEY (workspace, stretch)
  );
  CREATE TABLE day_counts (
    workspace INTEGER NOT NULL,
    day INTEGER NOT NULL,
    ${COUNTS},
    -- A list of 32-bit numbers.
    hours BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (workspace, day)
  ) WITHOUT ROWID;
  CREATE TABLE day_callers (
    workspace INTEGER NOT NULL,
    day INTEGER NOT NULL,
    -- See packed-day-gaps.ts.
    callers BLOB NOT NULL,
    PRIMARY KEY (workspace, day)
  );
  CREATE TABLE extension_counts (
    workspace INTEGER NOT NULL,
    grain INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    extension INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    PRIMARY KEY (workspace, grain, bucket, extension)
  ) WITHOUT ROWID;

  -- How often each caller called in an hour, a day, a month or a year that is over. Only a short cut: what is missing here is
  -- counted from the calls.
  CREATE TABLE caller_tallies (
    workspace INTEGER NOT NULL,
    grain INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    callers BLOB NOT NULL,
    PRIMARY KEY (workspace, grain, bucket)
  );

  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
];

/**
 * Opens the call log in this directory for the one thread that writes it. It has a database file of its own, because an
 * import holds the contacts' write lock for seconds. What is committed survives a power cut; what is deleted is overwritten.
 */
export function openCallWriter(directory: string): Connection {
  makeDataDir(directory);
  const database = new Database(fileIn(directory), { timeout: WRITER_PATIENCE_MS });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('secure_delete = ON');
    database.pragma(`cache_size = -${WRITER_CACHE_KB}`);
    migrate(database, MIGRATIONS);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the call log for reading; it never waits for the thread that writes. Throws while there is no log yet. */
export function openCallReader(directory: string): Connection {
  const database = new Database(fileIn(directory), { readonly: true, timeout: WRITER_PATIENCE_MS });
  database.pragma(`cache_size = -${READER_CACHE_KB}`);
  database.pragma(`mmap_size = ${READER_MAP_BYTES}`);
  return database;
}

function fileIn(directory: string): string {
  return join(directory, 'calls.db');
}
