import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SourceError } from '../../../src/sources/source.ts';
import { readContactFile } from '../../../src/sources/file/read-contact-file.ts';
import { inWords, readPath, readText } from './read-text.ts';

const ANNA = 'Anna de Vries / Bakkerij Smit B.V.: +31201234567 +31612345678';

describe('a CSV file as Dutch Excel writes it', () => {
  const rows = [
    'Voornaam;Tussenvoegsel;Achternaam;Bedrijf;Telefoon;Mobiel',
    'Anna;de;Vries;Bakkerij Smit B.V.;020-1234567;06 12345678',
    ';;;Garage Zuid;030 1234567;',
  ];

  test('gives its contacts and says what it understood', async () => {
    const { contacts, report } = await readText(rows.join('\r\n'));
    expect(inWords(contacts)).toEqual([ANNA, 'Garage Zuid: +31301234567']);
    expect(report).toEqual({
      source: 'test',
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      rows: 2,
      contacts: 2,
      numbers: 3,
      columns: {
        Voornaam: 'first',
        Tussenvoegsel: 'infix',
        Achternaam: 'last',
        Bedrijf: 'company',
        Telefoon: 'phone',
        Mobiel: 'phone',
      },
      rejected: [],
      rejectedTotal: 0,
      repaired: 0,
      duplicates: 0,
      unchanged: false,
      seconds: expect.any(Number),
    });
  });

  test.each([[';'], [','], ['\t'], ['|']])('may be delimited by %j', async (delimiter) => {
    const { contacts, report } = await readText(rows.join('\n').replaceAll(';', delimiter));
    expect(inWords(contacts)).toContain(ANNA);
    expect(report.delimiter).toBe(delimiter);
  });

  test.each([['\n'], ['\r\n'], ['\r']])('may end its lines with %j', async (end) => {
    expect(inWords((await readText(rows.join(end))).contacts)).toEqual([ANNA, 'Garage Zuid: +31301234567']);
  });

  test('has its columns in any order', async () => {
    const turned = rows.map((row) => row.split(';').toReversed().join(';')).join('\n');
    expect(inWords((await readText(turned)).contacts)[0]).toBe(
      'Anna de Vries / Bakkerij Smit B.V.: +31612345678 +31201234567',
    );
  });
});

describe('the encoding', () => {
  const text = 'Naam;Telefoon\nRené Café;0201234567\nŽoë – €;0612345678\n';

  test.each([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['Windows-1252', iconv.encode(text, 'windows-1252'), 'windows-1252'],
  ])('%s is recognised', async (_, bytes, encoding) => {
    const { contacts, report } = await readText(bytes);
    expect(contacts.map(({ person }) => person)).toEqual(['René Café', 'Žoë – €']);
    expect(report.encoding).toBe(encoding);
    expect(report.columns).toEqual({ Naam: 'name', Telefoon: 'phone' });
  });

  test('is that of all the file, be its first accent on the last line', async () => {
    const plain = `Jo;0612345678;${'x'.repeat(1000)}\n`.repeat(600);
    const { contacts, report } = await readText(
      iconv.encode(`Naam;Telefoon;Notities\n${plain}Zoë;0201234567`, 'windows-1252'),
    );
    expect(contacts.at(-1)?.person).toBe('Zoë');
    expect(report.encoding).toBe('windows-1252');
  });

  test('survives characters that straddle the chunks a file is read in', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `Zoë €uro 😀 ${index}`);
    const lines = names.map((name, index) => `${name};061234${1000 + index};${'€é😀'.repeat(100)}`);
    const { contacts, report } = await readText(['Naam;Telefoon;Notities', ...lines].join('\r\n'));
    expect(contacts.map(({ person }) => person)).toEqual(names);
    expect(report.encoding).toBe('utf-8');
  });

  test('can be said', async () => {
    const { contacts } = await readText(iconv.encode(text, 'cp850'), { encoding: 'CP-850' });
    expect(contacts[0]?.person).toBe('René Café');
  });
});

describe('a row that cannot be used', () => {
  test('is named with the physical line where it starts, the column, the value and the reason', async () => {
    const { contacts, report } = await readText(
      'Naam;Adres;Telefoon\r\nAnna;"Dorp 1\r\n\r\nDorp";0201234567\r\n\r\nPiet;;3,16123E+10\r\n;;0612345678\r\nJo;;n.v.t.\r\n',
    );
    expect(inWords(contacts)).toEqual(['Anna: +31201234567']);
    expect(report.rejected).toEqual([
      { line: 6, column: 'Telefoon', value: '3,16123E+10', reason: expect.stringContaining('has lost digits') },
      { line: 7, column: null, value: '0612345678', reason: 'has a number but no name' },
    ]);
    expect(report).toMatchObject({ rows: 4, contacts: 1, rejectedTotal: 2 });
  });

  test('is on the right line however the file is cut into chunks', async () => {
    for (let shift = 0; shift < 16; shift++) {
      const text = `Naam;Telefoon${'x'.repeat(shift)}\r\n${'Jo;0612345678;\r\n'.repeat(5000)}Jo;12-ab\r\n`;
      expect((await readText(text)).report.rejected).toMatchObject([{ line: 5002 }]);
    }
  });

  test('is counted with all the others, but only a thousand are named', async () => {
    const { report } = await readText(`Naam;Telefoon\n${'Jo;12-ab\n'.repeat(1500)}Anna;0201234567\n`);
    expect(report.rejectedTotal).toBe(1500);
    expect(report.rejected).toHaveLength(1000);
  });

  test('is a duplicate when it repeats an earlier one', async () => {
    const { contacts, report } = await readText(
      'Naam;E-mail;Telefoon\nAnna;a@x.example;0201234567\nPiet;;0612345678\nAnna;b@x.example;+31201234567\n',
    );
    expect(inWords(contacts)).toEqual(['Anna: +31201234567', 'Piet: +31612345678']);
    expect(report).toMatchObject({ rows: 3, contacts: 2, duplicates: 1 });
  });
});

test.each([
  ['https://crm.example/contact/1', 'https://crm.example/contact/1'],
  [' HTTP://crm.example/1 ', 'HTTP://crm.example/1'],
  ['javascript:alert(1)', null],
  ['https://crm.example/a b', null],
  ['', null],
])('where a contact can be opened, %j, is a web address or nothing', async (url, expected) => {
  const { contacts } = await readText(`Naam;Telefoon;Contact URL\nJan;0201234567;${url}\n`);
  expect(contacts[0]?.contactUrl).toBe(expected);
});

test('how far a file has been read can be seen while it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringname-'));
  const path = join(folder, 'contacts.csv');
  await writeFile(path, `Naam;Telefoon;Notities\n${`Jo;0612345678;${'x'.repeat(1000)}\n`.repeat(500)}`);
  const file = await readContactFile(path, { source: 'test', country: 'NL' });
  const seen: number[] = [];
  for await (const batch of file.contacts) if (batch.length > 0) seen.push(file.bytesRead());
  await rm(folder, { recursive: true });
  expect(file.size).toBeGreaterThan(500_000);
  expect(file.bytesRead()).toBe(file.size);
  expect(seen[0]).toBeLessThan(file.size);
});

describe('a file is closed again', () => {
  const notes = 'x'.repeat(1000);

  test.each([
    ['when nobody reads on after the first contacts', 'Naam;Telefoon\n', `Jo;0612345678;${notes}\n`, ''],
    ['when it has no telephone numbers', 'Naam;Stad\n', `Jo;Dorp;${notes}\n`, ''],
    ['when its vCards are not read on', '', 'BEGIN:VCARD\nFN:Jo\nTEL:0612345678\nEND:VCARD\n', ''],
    ['when its phone book is not read on', '<x>', '<item><name>Jo</name><number>0612345678</number></item>', '</x>'],
  ])('%s', async (_, start, entry, end) => {
    const folder = await mkdtemp(join(tmpdir(), 'ringname-'));
    const path = join(folder, 'contacts');
    await writeFile(path, start + entry.repeat(5000) + end);
    await readFirst(path).catch(() => undefined);
    expect(await openHandles(path)).toBe(0);
    await rm(folder, { recursive: true });
  });

  async function readFirst(path: string): Promise<void> {
    const { contacts } = await readContactFile(path, { source: 'test', country: 'NL' });
    for await (const batch of contacts) if (batch.length > 0) break;
  }

  /** Closing takes a moment. Where there is no /proc nobody can tell, and none are counted. */
  async function openHandles(path: string): Promise<number> {
    for (let wait = 0; wait < 100 && countHandles(path) > 0; wait++) await setTimeout(10);
    return countHandles(path);
  }

  function countHandles(path: string): number {
    if (!existsSync('/proc/self/fd')) return 0;
    return readdirSync('/proc/self/fd').filter((handle) => {
      const link = `/proc/self/fd/${handle}`;
      return existsSync(link) && readlinkSync(link) === path;
    }).length;
  }
});

test.each(['there/is/no.csv', '.'])('%s cannot be read, and the message begins with it', async (path) => {
  const error = await readPath(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toHaveProperty(
    'message',
    expect.stringMatching(new RegExp(`^${path}: (?:cannot be read|is not a file)`)),
  );
});

describe('a file nobody can read is refused', () => {
  test.each([
    ['an empty one', '', {}, 'contacts.csv: the file is empty'],
    [
      'one without numbers',
      'Naam;Stad\nAnna;Utrecht\n',
      {},
      'contacts.csv: no column holds phone numbers; columns found: "Naam", "Stad"; say which with --map phone=Column',
    ],
    [
      'an unknown encoding',
      'Naam;Tel\nAnna;0201234567',
      { encoding: 'klingon' },
      'contacts.csv: the encoding "klingon" is not known; use one of utf-8, utf-16le, utf-16be, windows-1252, cp850, macroman',
    ],
    [
      'a delimiter of two characters',
      'Naam;Tel\nAnna;0201234567',
      { delimiter: ';;' },
      'contacts.csv: the delimiter ";;" must be one character, such as ; or ,',
    ],
    [
      'a column that is not there',
      'Naam;Tel\nAnna;0201234567',
      { map: { phone: ['Fon'] } },
      'contacts.csv: there is no column "Fon"; columns found: "Naam", "Tel"',
    ],
    [
      'a field that is not there',
      'Naam;Tel\nAnna;0201234567',
      { map: { fon: ['Tel'] } },
      'contacts.csv: "fon" is no field; map phone, name, first, middle, infix, last, company, url',
    ],
  ])('%s', async (_, content, options, message) => {
    await expect(readText(content, options)).rejects.toEqual(new SourceError(message, false));
  });
});
