import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../src/domain/app-error.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import { importFile, type ImportJob, type ImportProgress } from '../../src/contacts/import-file.ts';
import type { ContactStore } from '../../src/store/contact-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

let directory: string;
let path: string;
let store: ContactStore;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringname-import-'));
  path = join(directory, 'klanten.csv');
  store = openSqliteStore(directory);
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const upload = { name: 'klanten', kind: 'upload', fileStamp: null } as const;
const folder = { name: 'klanten', kind: 'folder', fileStamp: 'stamp' } as const;

const jobFor = (job: Partial<ImportJob>): ImportJob => ({
  workspace: MAIN_WORKSPACE,
  source: upload,
  path,
  shownAs: 'klanten.csv',
  country: 'NL',
  dryRun: false,
  force: false,
  ...job,
});
const importText = (text: string, job: Partial<ImportJob> = {}) => {
  writeFileSync(path, text);
  return importFile(store, jobFor(job));
};
const nameOf = async (number: string) =>
  (await store.findByNumber({ workspace: MAIN_WORKSPACE, number: number as PhoneNumber }))[0]?.person;
const sourceNow = async () => (await store.listSources(MAIN_WORKSPACE))[0];

const ROWS = ['Jan de Boer,020 123 4567', 'Piet Visser,06-12345678', 'Anna Smit,0612345679', 'Kees Mulder,0612345670'];
const fileOf = (...rows: string[]) => ['Naam,Telefoon', ...rows, ''].join('\n');

describe('importing a file', () => {
  test('its contacts are found, and the report is answered and kept', async () => {
    const report = await importText(fileOf(...ROWS, 'Niemand,3.16123E+10'));
    expect(report).toMatchObject({
      source: 'klanten',
      format: 'csv',
      rows: 5,
      contacts: 4,
      numbers: 4,
      columns: { Naam: 'name', Telefoon: 'phone' },
      rejected: [{ line: 6, column: 'Telefoon', value: '3.16123E+10' }],
      unchanged: false,
    });
    expect(await nameOf('+31201234567')).toBe('Jan de Boer');
    expect(await sourceNow()).toMatchObject({ contacts: 4, numbers: 4, lastReport: report, lastError: null });
  });

  test('what the person says of the file is heeded', async () => {
    await importText('wie|nummer A\nJan|030 1234567\n', {
      delimiter: '|',
      map: { phone: ['nummer A'], name: ['wie'] },
      country: 'DE',
    });
    expect(await nameOf('+49301234567')).toBe('Jan');
  });

  test("the source's own country comes before the service's", async () => {
    await importText(fileOf(...ROWS));
    await store.updateSource(MAIN_WORKSPACE, 'klanten', { country: 'DE' });
    await importText(fileOf('Jan,030 1234567', 'Piet,030 1234568'));
    expect(await nameOf('+49301234567')).toBe('Jan');
  });

  test('progress is told, at the end the whole file', async () => {
    writeFileSync(path, fileOf(...ROWS));
    const told: ImportProgress[] = [];
    await importFile(store, jobFor({}), (progress) => told.push(progress));
    const size = fileOf(...ROWS).length;
    expect(told.at(-1)).toEqual({ bytesRead: size, size });
  });
});

describe('the same file again', () => {
  beforeEach(() => importText(fileOf(...ROWS)));

  test('is recognised, and nothing is written', async () => {
    const before = await sourceNow();
    expect(await importText(fileOf(...ROWS))).toMatchObject({
      unchanged: true,
      contacts: 4,
      columns: { Naam: 'name' },
    });
    expect(await sourceNow()).toEqual(before);
  });

  test.each([
    ['another content', fileOf(...ROWS, 'Nieuw,0612345671'), {}],
    ['another country', fileOf(...ROWS), { country: 'DE' }],
    ['another encoding', fileOf(...ROWS), { encoding: 'windows-1252' }],
    ['another delimiter', fileOf(...ROWS), { delimiter: ',' }],
    ['other columns', fileOf(...ROWS), { map: { company: ['Naam'] } }],
  ] as const)('with %s is imported', async (_name, text, job) => {
    expect(await importText(text, job)).toMatchObject({ unchanged: false });
  });

  test('after a failed one clears the error', async () => {
    await expect(importText('')).rejects.toThrow('empty');
    expect((await sourceNow())?.lastError).not.toBeNull();
    expect(await importText(fileOf(...ROWS))).toMatchObject({ unchanged: true });
    expect((await sourceNow())?.lastError).toBeNull();
  });
});

describe('a file that would cost the contacts', () => {
  beforeEach(() => importText(fileOf(...ROWS)));

  test.each([
    ['is empty', '', /^klanten\.csv: the file is empty$/],
    ['has no contacts', 'Naam,Telefoon\n', /^klanten\.csv: no contact/],
    [
      'has no usable number',
      fileOf('Jan,3.16123E+10'),
      /rows: 1; .*Telefoon as phone.* Line 2, column Telefoon: .*map/,
    ],
    ['has less than half of them', fileOf(ROWS[0] ?? ''), /4 contacts would become 1\..*force/],
  ])('one that %s is refused, the reason kept, the contacts too', async (_name, text, message) => {
    const failure = await importText(text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unusable-file', message: expect.stringMatching(message) });
    expect(await sourceNow()).toMatchObject({ contacts: 4, lastError: (failure as AppError).message });
    expect(await nameOf('+31612345678')).toBe('Piet Visser');
  });

  test('the refusal has the report', async () => {
    await expect(importText(fileOf('Jan,3.16123E+10'))).rejects.toMatchObject({
      detail: { report: { source: 'klanten', rows: 1, contacts: 0, rejectedTotal: 1 } },
    });
  });

  test.each([
    ['half of them', fileOf(...ROWS.slice(0, 2)), {}, 2],
    ['less than half, with force', fileOf(...ROWS.slice(0, 1)), { force: true }, 1],
    ['nothing at all, with force', fileOf(), { force: true }, 0],
  ])('%s is taken', async (_name, text, job, contacts) => {
    await importText(text, job);
    expect(await sourceNow()).toMatchObject({ contacts, lastError: null });
  });

  test('a missing file is told by the name it is shown as, an upload has no path for others', async () => {
    const missing = importFile(store, jobFor({ path: join(directory, 'gone.csv') }));
    await expect(missing).rejects.toMatchObject({
      code: 'unusable-file',
      message: 'klanten.csv: cannot be read (ENOENT)',
    });
  });

  test('a directory is no file', async () => {
    mkdirSync(join(directory, 'dir.csv'));
    await expect(importFile(store, jobFor({ path: join(directory, 'dir.csv') }))).rejects.toMatchObject({
      code: 'unusable-file',
    });
  });
});

test('a failed first upload leaves no source, a failed first file in the folder one that tells why', async () => {
  await expect(importText('')).rejects.toThrow('empty');
  expect(await store.listSources(MAIN_WORKSPACE)).toEqual([]);
  await expect(importText('', { source: folder })).rejects.toThrow('empty');
  expect(await sourceNow()).toMatchObject({
    kind: 'folder',
    contacts: 0,
    lastError: 'klanten.csv: the file is empty',
    fileStamp: null,
  });
});

describe('a file in the contacts folder', () => {
  beforeEach(() => importText(fileOf(...ROWS), { source: folder }));

  test('may lose most of its contacts: whoever deletes rows in it means it', async () => {
    await importText(fileOf(ROWS[0] ?? ''), { source: folder });
    expect(await sourceNow()).toMatchObject({ contacts: 1, fileStamp: 'stamp' });
  });

  test('may not lose all of them', async () => {
    await expect(importText(fileOf(), { source: folder })).rejects.toMatchObject({ code: 'unusable-file' });
    expect(await sourceNow()).toMatchObject({ contacts: 4 });
  });

  test('that was only touched is recognised by its content, and next time by its stamp', async () => {
    const report = await importText(fileOf(...ROWS), { source: { ...folder, fileStamp: 'touched' } });
    expect(report.unchanged).toBe(true);
    expect(await sourceNow()).toMatchObject({ fileStamp: 'touched' });
  });

  test('is not replaced by an upload of its name, nor the other way round', async () => {
    await expect(importText(fileOf(...ROWS), { source: upload })).rejects.toMatchObject({ code: 'conflict' });
    expect(await sourceNow()).toMatchObject({ kind: 'folder', lastError: null });
  });
});

describe('a dry run', () => {
  test('of a new file answers its report and makes no source', async () => {
    expect(await importText(fileOf(...ROWS), { dryRun: true })).toMatchObject({ contacts: 4, numbers: 4 });
    expect(await store.listSources(MAIN_WORKSPACE)).toEqual([]);
  });

  test.each([
    ['a good file', fileOf(...ROWS, 'Nieuw,0612345671')],
    ['a file that is refused', fileOf(ROWS[0] ?? '')],
    ['an unreadable file', ''],
    ['the same file', fileOf(...ROWS)],
  ])('of %s answers as the import would, and changes nothing', async (_name, text) => {
    await importText(fileOf(...ROWS));
    const before = await sourceNow();
    const outcome = (job: Partial<ImportJob>) =>
      importText(text, job).then(
        (report) => ({ ...report, seconds: 0 }),
        (error: AppError) => ({ message: error.message, code: error.code }),
      );
    const tried = await outcome({ dryRun: true });
    expect(await sourceNow()).toEqual(before);
    expect(tried).toEqual(await outcome({}));
  });
});
