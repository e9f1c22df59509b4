import type { Database as Connection } from 'better-sqlite3';
import type { Contact, Workspace } from '../domain/contact.ts';
import type { Approve, ContactCounts, SourceOrigin } from './contact-store.ts';
import { deleteContacts, ensureSource } from './write-source.ts';

/** The value of `sources.range_shapes` for the ranges there are. */
export const RANGE_SHAPES = `(SELECT json_group_array(json_array(prefix_length, length)) FROM (
  SELECT DISTINCT length(prefix) AS prefix_length, length FROM contact_ranges WHERE source = sources.id))`;

/** How long the tidying after an import may wait for readers of other processes. */
const CHECKPOINT_PATIENCE_MS = 1000;

/**
 * The whole of ContactStore.replaceContacts, on a connection of its own. The contacts first go to a temporary table,
 * which locks nobody out; then the write lock is held for as long as it takes to put them, sorted, in the old ones'
 * place: rows in the order of their key are appended, where unsorted ones cost four times as much.
 */
export async function replaceContacts(
  database: Connection,
  workspace: Workspace,
  origin: SourceOrigin,
  contacts: AsyncIterable<readonly Contact[]>,
  approve: Approve,
): Promise<void> {
  database.exec(`
    CREATE TEMP TABLE staged (
      ordinal INTEGER PRIMARY KEY, person TEXT, company TEXT, contact_url TEXT, numbers TEXT, ranges TEXT
    )`);
  await stage(database, contacts);
  database.transaction(() => swap(database, workspace, origin, approve)).immediate();
  await tidy(database);
}

async function stage(database: Connection, batches: AsyncIterable<readonly Contact[]>): Promise<void> {
  const insert = database.prepare(
    'INSERT INTO staged (person, company, contact_url, numbers, ranges) VALUES (?, ?, ?, ?, ?)',
  );
  const insertBatch = database.transaction((batch: readonly Contact[]) => {
    for (const { person, company, contactUrl, numbers, ranges } of batch) {
      insert.run(person, company, contactUrl, toJson(numbers), toJson(ranges));
    }
  });
  for await (const batch of batches) insertBatch(batch);
}

/** A list as it is kept; null for an empty one. */
export function toJson(values: readonly unknown[]): string | null {
  return values.length > 0 ? JSON.stringify(values) : null;
}

function swap(database: Connection, workspace: Workspace, origin: SourceOrigin, approve: Approve): void {
  const id = ensureSource(database, workspace, origin);
  const before = database
    .prepare<[number], ContactCounts>('SELECT contacts, numbers FROM sources WHERE id = ?')
    .get(id);
  deleteContacts(database, id);
  const after = insertStaged(database, id);
  const { report, fingerprint } = approve(before ?? { contacts: 0, numbers: 0 }, after);
  database
    .prepare(
      `UPDATE sources SET contacts = ?, numbers = ?, fingerprint = ?, file_stamp = ?, last_report = ?,
         last_import_at = ?, last_error = NULL, range_shapes = ${RANGE_SHAPES}
       WHERE id = ?`,
    )
    .run(after.contacts, after.numbers, fingerprint, origin.fileStamp, JSON.stringify(report), Date.now(), id);
}

function insertStaged(database: Connection, source: number): ContactCounts {
  // OR IGNORE: a contact may name one number twice.
  const numbers = database
    .prepare(
      `INSERT OR IGNORE INTO contact_numbers
       SELECT ?, value, ordinal, person, company, contact_url FROM staged, json_each(numbers)
       ORDER BY CAST(value AS INTEGER), ordinal`,
    )
    .run(source);
  const ranges = database
    .prepare(
      `INSERT OR IGNORE INTO contact_ranges
       SELECT ?, value ->> 'prefix', value ->> 'length', ordinal, person, company, contact_url
       FROM staged, json_each(ranges)`,
    )
    .run(source);
  const contacts = database.prepare<[], number>('SELECT count(*) FROM staged').pluck().get() ?? 0;
  return { contacts, numbers: numbers.changes + ranges.changes };
}

/** Moves the log into the database file and gives its space back; left for the next time if a reader is in the way. */
export async function tidy(database: Connection): Promise<void> {
  // Those who read in this thread are in the way until their turn of the event loop is over.
  await new Promise(setImmediate);
  database.pragma(`busy_timeout = ${CHECKPOINT_PATIENCE_MS}`);
  database.pragma('wal_checkpoint(TRUNCATE)');
}
