import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { readText } from './read-text.ts';

const TEXT = 'Naam;Telefoon\r\nRené Café;0201234567\r\nŽoë – €;0612345678\r\n';
const PERSONS = ['René Café', 'Žoë – €'];

async function personsOf(bytes: Uint8Array, encoding?: string): Promise<{ persons: unknown[]; encoding: string }> {
  const { contacts, report } = await readText(bytes, encoding === undefined ? {} : { encoding });
  return { persons: contacts.map(({ person }) => person), encoding: report.encoding };
}

describe('an encoding is recognised:', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`), 'utf-8'],
    ['Windows-1252', iconv.encode(TEXT, 'windows-1252'), 'windows-1252'],
    ['UTF-16 LE with a byte order mark', iconv.encode(`\uFEFF${TEXT}`, 'utf-16le'), 'utf-16le'],
    ['UTF-16 LE without', iconv.encode(TEXT, 'utf-16le'), 'utf-16le'],
    ['UTF-16 BE with a byte order mark', iconv.encode(`\uFEFF${TEXT}`, 'utf-16be'), 'utf-16be'],
    ['UTF-16 BE without', iconv.encode(TEXT, 'utf-16be'), 'utf-16be'],
  ])('%s', async (_, bytes, encoding) => {
    expect(await personsOf(bytes)).toEqual({ persons: PERSONS, encoding });
  });
});

describe('an encoding that nobody can recognise is believed when it is said:', () => {
  const text = 'Naam;Telefoon\nRené Äöß;0201234567\n';

  test.each([
    ['CP850', 'cp850'],
    ['cp-850', 'cp850'],
    ['MacRoman', 'macroman'],
    ['Macintosh', 'macroman'],
    ['ISO-8859-1', 'windows-1252'],
    ['latin1', 'windows-1252'],
    ['UTF-8', 'utf-8'],
  ])('%s', async (said, encoding) => {
    expect(await personsOf(iconv.encode(text, encoding), said)).toEqual({ persons: ['René Äöß'], encoding });
  });
});

test('UTF-8 with a few characters cut in two is still UTF-8', async () => {
  const good = 'Zoë;0612345678;\n'.repeat(10);
  const bytes = Buffer.concat([
    Buffer.from(`Naam;Telefoon\n${good}Ren`),
    Buffer.from([0xc3]),
    Buffer.from(';0201234567\n'),
  ]);
  expect(await personsOf(bytes)).toEqual({ persons: ['Zoë', 'Ren\uFFFD'], encoding: 'utf-8' });
});

test('Windows-1252 with letters that could be UTF-8 is still Windows-1252', async () => {
  const bytes = iconv.encode('Naam;Telefoon\nZoë Müller André;0612345678\nÃ© twijfel;0201234567\n', 'windows-1252');
  expect((await personsOf(bytes)).encoding).toBe('windows-1252');
});

test.each(['utf-16le', 'utf-16be', 'utf-8'])(
  'a character of %s that straddles two chunks stays whole',
  async (encoding) => {
    for (const shift of ['', ' ', '  ', '   ']) {
      const notes = '😀'.repeat(20_000);
      const bytes = iconv.encode(
        `\uFEFFNaam;Notities${shift};Telefoon\r\nZoë;${notes};0201234567\r\n${notes};;0612345678`,
        encoding,
      );
      const { persons } = await personsOf(bytes);
      expect(persons[0]).toBe('Zoë');
      expect(persons[1]).toMatch(/^(?:😀)+$/u);
    }
  },
);

test('the only letter beyond ASCII may straddle two chunks', async () => {
  for (let shift = 0; shift < 3; shift++) {
    const before = `Naam;Telefoon;Notities\nJan;0612345678;${'x'.repeat(65_536 - 39 - shift)}`;
    const { encoding } = await personsOf(Buffer.from(`${before}€\n`));
    expect(encoding).toBe('utf-8');
  }
});

test.each([
  ['zero bytes all over', Buffer.alloc(5000)],
  ['a program', Buffer.from('7f454c4602010100000000000000000003003e0001000000', 'hex')],
  ['noise', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251))],
])('a file of %s is no text, and refused', async (_, bytes) => {
  await expect(readText(bytes)).rejects.toThrow('contacts.csv: is neither text nor any other kind of contact file');
});

test('a stray zero byte does not make a text binary', async () => {
  const { contacts } = await readText(`Naam;Telefoon\nAn\0na;0201234567\n${'Piet;0612345678\n'.repeat(10)}`);
  expect(contacts[0]?.person).toBe('An na');
});
