import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { watchContactsFolder, type ContactsFolder } from '../../src/contacts/contacts-folder.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import { importFile, type ImportJob } from '../../src/contacts/import-file.ts';
import type { ContactStore } from '../../src/store/contact-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Writer } from '../../src/contacts/writer-thread.ts';
import { contact, load } from '../support/contact-fixtures.ts';
import { eventually } from '../support/start-service.ts';

let home: string;
let folder: string;
let store: ContactStore;
let watching: ContactsFolder | undefined;
let logged: { msg: string; source?: string; file?: string }[];
/** The jobs that were handed to the writer. */
let jobs: ImportJob[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ringname-folder-'));
  folder = join(home, 'contacts');
  mkdirSync(folder);
  store = openSqliteStore(join(home, 'data'));
  logged = [];
  jobs = [];
});

afterEach(async () => {
  watching?.close();
  await store.close();
  rmSync(home, { recursive: true });
});

const put = (file: string, ...rows: string[]) =>
  writeFileSync(join(folder, file), ['Naam,Telefoon', ...rows, ''].join('\n'));
const remove = (file: string) => rmSync(join(folder, file), { recursive: true });

/** The writer's work, done in this thread. */
const writer: Pick<Writer, 'importFile' | 'deleteSource'> = {
  importFile: (job) => {
    jobs.push(job);
    return importFile(store, job);
  },
  deleteSource: (...args) => store.deleteSource(...args),
};

/** Watches the folder, from a start on: what was watching before has ended. */
async function watch(withWriter = writer): Promise<void> {
  watching?.close();
  jobs = [];
  const log = pino({ base: null }, { write: (line: string) => void logged.push(JSON.parse(line) as never) });
  watching = watchContactsFolder({ directory: folder, store, writer: withWriter, country: 'NL', log });
  await watching.firstScan;
}

const nameOf = async (number: string) =>
  (await store.findByNumber({ workspace: MAIN_WORKSPACE, number: number as PhoneNumber }))[0]?.person;
const becomes = (number: string, name: string | undefined) =>
  eventually(
    () => nameOf(number),
    (now) => now === name,
  );
const sources = async () => (await store.listSources(MAIN_WORKSPACE)).map(({ name }) => name);
const sourceNamed = async (name: string) =>
  (await store.listSources(MAIN_WORKSPACE)).find((source) => source.name === name);
const warnings = () => logged.filter(({ msg }) => msg !== 'imported').map(({ msg }) => msg);
/** Long enough for three looks at the folder: whatever would have happened has. */
const threeLooks = () => new Promise((resolve) => setTimeout(resolve, 1700));

describe('at the start', () => {
  test('every contact file is a source named after it, and nothing else is', async () => {
    put('klanten.csv', 'Jan,0201234567');
    put('Relaties 2024.TXT', 'Piet,0612345678');
    put('README.md', 'Geen,0612345670');
    put('.hidden.csv', 'Geen,0612345670');
    put('~$klanten.csv', 'Geen,0612345670');
    put('half.csv.tmp', 'Geen,0612345670');
    mkdirSync(join(folder, 'old.csv'));
    mkdirSync(join(folder, 'more'));
    put('more/c.csv', 'Geen,0612345670');
    await watch();
    expect(await sources()).toEqual(['klanten', 'Relaties 2024']);
    expect(await nameOf('+31201234567')).toBe('Jan');
    expect(await sourceNamed('klanten')).toMatchObject({ kind: 'folder', contacts: 1, lastError: null });
    expect(warnings()).toEqual([]);
  });

  test('files that are as they were are not even opened', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    await watch();
    expect(jobs).toEqual([]);
    expect(await nameOf('+31201234567')).toBe('Jan');
  });

  test('what changed in the meantime is brought in, what is gone is taken out', async () => {
    put('a.csv', 'Jan,0201234567');
    put('b.csv', 'Piet,0612345678');
    await watch();
    watching?.close();
    put('a.csv', 'Jan Nieuw,0201234567');
    remove('b.csv');
    await watch();
    expect(await nameOf('+31201234567')).toBe('Jan Nieuw');
    expect(await sources()).toEqual(['a']);
  });

  test('a file that was broken is tried again', async () => {
    put('klanten.csv');
    await watch();
    await watch();
    expect(jobs).toHaveLength(1);
  });

  test('a folder that is not there is told once, costs no contacts, and is seen when it comes', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    renameSync(folder, `${folder} away`);
    await watch();
    await threeLooks();
    expect(warnings()).toEqual([expect.stringMatching(/^the contacts folder cannot be read: ENOENT/)]);
    expect(await nameOf('+31201234567')).toBe('Jan');
    renameSync(`${folder} away`, folder);
    put('klanten.csv', 'Jan Terug,0201234567');
    await becomes('+31201234567', 'Jan Terug');
  });
});

describe('while it runs', () => {
  test('new, changed and removed files are followed', async () => {
    await watch();
    put('klanten.csv', 'Jan,0201234567');
    await becomes('+31201234567', 'Jan');
    put('klanten.csv', 'Jan Nieuw,0201234567');
    await becomes('+31201234567', 'Jan Nieuw');
    remove('klanten.csv');
    await becomes('+31201234567', undefined);
    expect(await sources()).toEqual([]);
  });

  test('a broken file keeps what was there and says why, once; a mended one is taken', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    put('klanten.csv');
    await eventually(
      async () => warnings(),
      (all) => all.length > 0,
    );
    await threeLooks();
    const reason = expect.stringContaining('klanten.csv: no contact with a name');
    expect(warnings()).toEqual([reason]);
    expect(jobs).toHaveLength(2);
    expect(await sourceNamed('klanten')).toMatchObject({ contacts: 1, lastError: reason });
    put('klanten.csv', 'Jan Weer,0201234567');
    await becomes('+31201234567', 'Jan Weer');
    expect((await sourceNamed('klanten'))?.lastError).toBeNull();
  });

  test('a file that was only touched is recognised', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    const before = await sourceNamed('klanten');
    utimesSync(join(folder, 'klanten.csv'), 1, 1);
    await eventually(
      () => sourceNamed('klanten'),
      (now) => now?.fileStamp !== before?.fileStamp,
    );
    expect((await sourceNamed('klanten'))?.lastImportAt).toBe(before?.lastImportAt);
  });

  test('a file that is still being written is left until it has settled', async () => {
    await watch();
    const rows: string[] = [];
    for (let second = 0; second < 8; second++) {
      rows.push(`Jan,020123456${second}`);
      put('klanten.csv', ...rows);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(jobs).toEqual([]);
    }
    await becomes('+31201234567', 'Jan');
  });

  test('a source whose country was changed is read again', async () => {
    put('klanten.csv', 'Jan,030 1234567');
    await watch();
    await store.updateSource(MAIN_WORKSPACE, 'klanten', { country: 'DE' });
    await becomes('+49301234567', 'Jan');
    expect(await sourceNamed('klanten')).toMatchObject({ country: 'DE', lastError: null });
  });

  test('of two files for one source the first is used, and the other told once', async () => {
    put('a.csv', 'Jan,0201234567');
    put('a.txt', 'Piet,0201234567');
    await watch();
    await threeLooks();
    expect(await nameOf('+31201234567')).toBe('Jan');
    expect(logged.filter(({ file }) => file === 'a.txt').map(({ msg }) => msg)).toEqual([
      'a.csv is the source "a" already: give one of them another name',
    ]);
    remove('a.csv');
    await becomes('+31201234567', 'Piet');
  });

  test('a file that cannot be looked at for a while costs no contacts', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    remove('klanten.csv');
    symlinkSync('klanten.csv', join(folder, 'klanten.csv'));
    await threeLooks();
    expect(warnings()).toEqual(['it cannot be read (ELOOP)']);
    expect(await nameOf('+31201234567')).toBe('Jan');
    remove('klanten.csv');
    await becomes('+31201234567', undefined);
  });

  test('what may go well another time is tried another time, and not over and over', async () => {
    put('klanten.csv', 'Jan,0201234567');
    let attempts = 0;
    await watch({
      ...writer,
      importFile: () => {
        attempts++;
        return Promise.reject(new Error('disk full'));
      },
    });
    await threeLooks();
    expect(attempts).toBe(1);
    expect(warnings()).toEqual([expect.stringContaining('disk full')]);
  });

  test('after closing it looks no more', async () => {
    await watch();
    watching?.close();
    put('klanten.csv', 'Jan,0201234567');
    await threeLooks();
    expect(jobs).toEqual([]);
  });
});

describe('a source that was uploaded', () => {
  beforeEach(() => load(store, 'klanten', [contact({ person: 'Geüpload' }, ['+31201234567'])]));

  test('is not deleted because no file has its name', async () => {
    await watch();
    await threeLooks();
    expect(await nameOf('+31201234567')).toBe('Geüpload');
  });

  test('is neither replaced by a file of its name nor deleted with it, and the file is told once', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    await threeLooks();
    expect(await nameOf('+31201234567')).toBe('Geüpload');
    expect(warnings()).toEqual([
      expect.stringMatching(/^klanten\.csv: the source "klanten" is filled in another way: give/),
    ]);
    remove('klanten.csv');
    await threeLooks();
    expect(await sourceNamed('klanten')).toMatchObject({ kind: 'upload', contacts: 1, lastError: null });
  });

  test('makes way for the file when somebody deletes it', async () => {
    put('klanten.csv', 'Jan,0201234567');
    await watch();
    await store.deleteSource(MAIN_WORKSPACE, 'klanten');
    await becomes('+31201234567', 'Jan');
    expect(await sourceNamed('klanten')).toMatchObject({ kind: 'folder' });
  });
});
