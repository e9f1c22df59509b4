/**
 * What turns a database of version n into one of version n + 1, from an empty file on. A migration that has been
 * released is never changed again; a new one is added behind it.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- From 1; null, behind all others and in the order of their names, until somebody sets one.
    position INTEGER,
    country TEXT,
    shared TEXT NOT NULL DEFAULT 'first',
    ranges INTEGER NOT NULL DEFAULT 0,
    template TEXT,
    contacts INTEGER NOT NULL DEFAULT 0,
    numbers INTEGER NOT NULL DEFAULT 0,
    -- The [prefix length, whole length] of each kind of range it has, so that no other is asked for.
    range_shapes TEXT NOT NULL DEFAULT '[]',
    fingerprint TEXT,
    file_stamp TEXT,
    last_report TEXT,
    last_import_at INTEGER,
    last_error TEXT,
    UNIQUE (workspace, name)
  );

  -- A row belongs to its source, and with it to one workspace: a question only asks the sources of its own. What a
  -- ring needs stands in the key's own row, so that it is one descent; a source's rows stand together, so that a new
  -- import rewrites one stretch of the file and leaves the other sources alone.
  CREATE TABLE contact_numbers (
    source INTEGER NOT NULL,
    -- Affinity: SQLite keeps '+31612345678' as a number of 6 bytes, in rows and in questions, and 'local:112' as text.
    number INTEGER NOT NULL,
    -- Which contact of the source it is, in the source's own order.
    ordinal INTEGER NOT NULL,
    person TEXT,
    company TEXT,
    contact_url TEXT,
    PRIMARY KEY (source, number, ordinal)
  ) WITHOUT ROWID;

  CREATE TABLE contact_ranges (
    source INTEGER NOT NULL,
    prefix TEXT NOT NULL,
    length INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    person TEXT,
    company TEXT,
    contact_url TEXT,
    PRIMARY KEY (source, prefix, length, ordinal)
  ) WITHOUT ROWID;
  `,
  `
  -- Where a connector's last sync got to, as it gave it.
  ALTER TABLE sources ADD COLUMN sync_state TEXT;

  -- The CRM's records behind a connector's contacts, so that a change of one finds the rows that stand for it.
  CREATE TABLE contact_records (
    source INTEGER NOT NULL,
    record TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    -- JSON, as the contact had them; null for none.
    numbers TEXT,
    ranges TEXT,
    PRIMARY KEY (source, record)
  ) WITHOUT ROWID;
  `,
];
