import type { Database as Connection } from 'better-sqlite3';
import type { Workspace } from '../domain/contact.ts';
import type { ContactCounts, SyncedBatch, SyncedContacts } from './contact-store.ts';
import { RANGE_SHAPES, tidy, toJson } from './replace-contacts.ts';
import { deleteContacts, ensureSource } from './write-source.ts';

/**
 * The whole of ContactStore.applySync, on a connection of its own. As with an import, all changes first go to a temporary
 * table, which locks nobody out.
 */
export async function applySync(
  database: Connection,
  workspace: Workspace,
  name: string,
  synced: SyncedContacts,
): Promise<void> {
  database.exec(`
    CREATE TEMP TABLE changed (
      record TEXT PRIMARY KEY, ordinal INTEGER NOT NULL, deleted INTEGER NOT NULL,
      person TEXT, company TEXT, contact_url TEXT, numbers TEXT, ranges TEXT
    );
    -- Affinity, as in contact_numbers.
    CREATE TEMP TABLE outdated (number INTEGER NOT NULL, ordinal INTEGER NOT NULL);`);
  await stage(database, synced.batches);
  database.transaction(() => swap(database, workspace, name, synced)).immediate();
  await tidy(database);
}

/** Of a record that comes twice the last word counts. */
async function stage(database: Connection, batches: AsyncIterable<SyncedBatch>): Promise<void> {
  const put = database.prepare('INSERT OR REPLACE INTO changed VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  let ordinal = 0;
  const putBatch = database.transaction(({ upserts, deletes }: SyncedBatch) => {
    for (const { id, contact } of upserts) {
      const { person, company, contactUrl, numbers, ranges } = contact;
      put.run(id, ++ordinal, 0, person, company, contactUrl, toJson(numbers), toJson(ranges));
    }
    for (const id of deletes) put.run(id, ++ordinal, 1, null, null, null, null, null);
  });
  for await (const batch of batches) putBatch(batch);
}

function swap(database: Connection, workspace: Workspace, name: string, { mode, approve }: SyncedContacts): void {
  const source = ensureSource(database, workspace, { name, kind: 'connector', fileStamp: null });
  const before = countsOf(database, source);
  if (mode === 'full') deleteContacts(database, source);
  else deleteOutdated(database, source);
  insertChanged(database, source);
  const after = count(database, source);
  const { state } = approve(before, after);
  database
    .prepare(
      `UPDATE sources SET contacts = ?, numbers = ?, sync_state = ?, last_import_at = ?, last_error = NULL,
         range_shapes = ${RANGE_SHAPES} WHERE id = ?`,
    )
    .run(after.contacts, after.numbers, JSON.stringify(state), Date.now(), source);
}

function deleteOutdated(database: Connection, source: number): void {
  const known = 'FROM changed JOIN contact_records known ON known.source = @source AND known.record = changed.record';
  database
    .prepare(`INSERT INTO outdated SELECT value, known.ordinal ${known}, json_each(known.numbers)`)
    .run({ source });
  database
    .prepare('DELETE FROM contact_numbers WHERE source = @source AND (number, ordinal) IN (SELECT * FROM outdated)')
    .run({ source });
  database
    .prepare(
      `DELETE FROM contact_ranges WHERE source = @source AND (prefix, length, ordinal) IN (
         SELECT value ->> 'prefix', value ->> 'length', known.ordinal ${known}, json_each(known.ranges))`,
    )
    .run({ source });
  database
    .prepare('DELETE FROM contact_records WHERE source = @source AND record IN (SELECT record FROM changed)')
    .run({ source });
}

/** A record that has changed goes behind those that have not. */
function insertChanged(database: Connection, source: number): void {
  const last = database
    .prepare<[number], number | null>('SELECT max(ordinal) FROM contact_records WHERE source = ?')
    .pluck()
    .get(source);
  const values = { source, last: last ?? 0 };
  database
    .prepare(
      `INSERT OR IGNORE INTO contact_numbers
       SELECT @source, value, @last + ordinal, person, company, contact_url FROM changed, json_each(numbers)
       WHERE NOT deleted ORDER BY CAST(value AS INTEGER), ordinal`,
    )
    .run(values);
  database
    .prepare(
      `INSERT OR IGNORE INTO contact_ranges
       SELECT @source, value ->> 'prefix', value ->> 'length', @last + ordinal, person, company, contact_url
       FROM changed, json_each(ranges) WHERE NOT deleted`,
    )
    .run(values);
  database
    .prepare(
      `INSERT INTO contact_records
       SELECT @source, record, @last + ordinal, numbers, ranges FROM changed WHERE NOT deleted ORDER BY record`,
    )
    .run(values);
}

function countsOf(database: Connection, source: number): ContactCounts {
  const select = database.prepare<[number], ContactCounts>('SELECT contacts, numbers FROM sources WHERE id = ?');
  return select.get(source) ?? { contacts: 0, numbers: 0 };
}

function count(database: Connection, source: number): ContactCounts {
  const counted = database
    .prepare<{ source: number }, ContactCounts>(
      `SELECT (SELECT count(*) FROM contact_records WHERE source = @source) AS contacts,
         (SELECT count(*) FROM contact_numbers WHERE source = @source)
         + (SELECT count(*) FROM contact_ranges WHERE source = @source) AS numbers`,
    )
    .get({ source });
  return counted ?? { contacts: 0, numbers: 0 };
}
