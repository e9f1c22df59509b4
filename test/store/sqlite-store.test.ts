import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import type { ContactStore } from '../../src/store/contact-store.ts';
import { openWriter } from '../../src/store/open-database.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { describeContactStore } from '../contract/contact-store.ts';
import { describeSyncedContacts } from '../contract/synced-contacts.ts';
import { contact, load } from '../support/contact-fixtures.ts';
import { killImport } from './import-in-child.ts';

describe('SQLite', () => {
  describeContactStore(openSqliteStore);
  describeSyncedContacts(openSqliteStore);
});

describe('a SQLite store', () => {
  let directory: string;
  let store: ContactStore;

  beforeEach(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'ringname-store-')), 'data');
    store = openSqliteStore(directory);
    await load(store, 'klanten', [contact({ person: 'Jan de Boer' }, ['+31201234567'])]);
  });

  afterEach(async () => {
    await store.close();
    rmSync(join(directory, '..'), { recursive: true });
  });

  const question = { workspace: MAIN_WORKSPACE, number: '+31201234567' as PhoneNumber };
  const found = async () => (await store.findByNumber(question)).map(({ person }) => person);

  test('makes its directory, and nobody else may read it', () => {
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('answers while somebody else holds the write lock', async () => {
    const other = openWriter(join(directory, 'ringname.db'));
    other.exec("BEGIN EXCLUSIVE; UPDATE contact_numbers SET person = 'Nieuw'");
    await new Promise(setImmediate);
    expect(await found()).toEqual(['Jan de Boer']);
    other.exec('COMMIT');
    other.close();
    await new Promise(setImmediate);
    expect(await found()).toEqual(['Nieuw']);
  });

  test('moves into its file what a process that was ended left in the log', async () => {
    const [ended, moved] = [join(directory, '../ended'), join(directory, '../moved')];
    const writer = openWriter(join(directory, 'ringname.db'));
    writer.exec("UPDATE sources SET template = 'left in the log'");
    writer.close();
    cpSync(directory, ended, { recursive: true });
    await openSqliteStore(ended).close();
    mkdirSync(moved);
    copyFileSync(join(ended, 'ringname.db'), join(moved, 'ringname.db'));

    const reopened = openSqliteStore(moved);
    const [source] = await reopened.listSources(MAIN_WORKSPACE);
    await reopened.close();
    expect(source?.template).toBe('left in the log');
  });

  test('gives back the space its log took for an import', async () => {
    await load(
      store,
      'klanten',
      Array.from({ length: 10_000 }, (_, n) => contact({ person: `P${n}` }, [`+3161${n}`])),
    );
    expect(statSync(join(directory, 'ringname.db')).size).toBeGreaterThan(100_000);
    expect(statSync(join(directory, 'ringname.db-wal')).size).toBe(0);
  });

  test.each(['reading', 'committing'] as const)('an import killed while %s has changed nothing', async (point) => {
    await killImport(directory, point);
    expect(await found()).toEqual(['Jan de Boer']);
    expect(await store.listSources(MAIN_WORKSPACE)).toMatchObject([{ contacts: 1, lastError: null }]);
    await store.close();
    store = openSqliteStore(directory);
    expect(await found()).toEqual(['Jan de Boer']);
    await load(store, 'klanten', [contact({ person: 'Daarna' }, ['+31201234567'])]);
    expect(await found()).toEqual(['Daarna']);
  });
});
