import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { SourceError } from '../../../src/sources/source.ts';
import { inWords, readText } from './read-text.ts';
import { zip } from './xlsx/write-xlsx.ts';

/** What becomes of a file that nobody wrote with contacts in mind; nothing else may happen. */
async function outcomeOf(bytes: Uint8Array): Promise<'read' | 'refused'> {
  try {
    await readText(bytes);
    return 'read';
  } catch (error) {
    if (error instanceof SourceError) return 'refused';
    throw error;
  }
}

const STARTS = [
  '',
  '\uFEFF',
  '\uFFFE',
  'sep=;\n',
  'Naam;Telefoon\n',
  'BEGIN:VCARD\n',
  '<x><item>',
  '[{"phone":',
  'PK\x03\x04',
];
const START = fc.constantFrom(...STARTS);

test('random bytes never crash the reader', async () => {
  await fc.assert(
    fc.asyncProperty(START, fc.uint8Array({ maxLength: 2000 }), async (start, bytes) => {
      const file = Buffer.concat([Buffer.from(start, start === '\uFFFE' ? 'utf16le' : 'utf8'), bytes]);
      expect(await outcomeOf(file)).toMatch(/read|refused/);
    }),
    { numRuns: 300 },
  );
});

const MARKS = '" "" ; , \\ \' = : < > { } [ ] € \0 \t \n \r \r\n'.split(' ');
const WORDS = 'sep=; Naam Telefoon 0201234567 +31612345678 t/m xxxx tst. 12 BEGIN:VCARD FN: TEL: END:VCARD'.split(' ');
const TAGS = '<item> </item> <name> </name> <![CDATA[ ]]> &amp; &x; <!DOCTYPE'.split(' ');
const PIECES = [' ', ...MARKS, ...WORDS, ...TAGS];

test('nor does a text of all that means something to a reader', async () => {
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 200 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(START, text, async (start, rest) => {
      expect(await outcomeOf(Buffer.from(start + rest))).toMatch(/read|refused/);
    }),
    { numRuns: 500 },
  );
});

test('nor do damaged workbooks', async () => {
  const whole = await zip({ 'xl/workbook.xml': '<workbook/>', 'xl/_rels/workbook.xml.rels': '<x/>' });
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
      const bytes = Buffer.from(whole);
      bytes[at] = byte;
      expect(await outcomeOf(bytes)).toMatch(/read|refused/);
    }),
    { numRuns: 200 },
  );
});

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;

test('any contacts written as CSV, in any dialect and encoding, read back the same', async () => {
  const word = fc.stringMatching(/^[A-Za-zéüïßÅ"',;|\t\n&.-]{0,10}$/).map((text) => `N${text}x`);
  const contact = fc.record({
    first: word,
    last: word,
    company: word,
    number: fc.integer({ min: 10_000_000, max: 89_999_999 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(contact, { minLength: 1, maxLength: 30, selector: ({ number }) => number }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom(...ENCODINGS),
      fc.shuffledSubarray(['first', 'last', 'company', 'number'], { minLength: 4 }),
      fc.boolean(),
      async (contacts, delimiter, end, encoding, order, mark) => {
        const names: Record<string, string> = {
          first: 'Voornaam',
          last: 'Achternaam',
          company: 'Bedrijf',
          number: 'Mobiel',
        };
        const header = order.map((field) => names[field] ?? '');
        const rows = contacts.map((one) => {
          const cells: Record<string, string> = { ...one, number: `06-${one.number}` };
          return order.map((field) => quote(cells[field] ?? ''));
        });
        const text = [header, ...rows].map((cells) => cells.join(delimiter)).join(end);
        const bytes = iconv.encode((mark && encoding !== 'windows-1252' ? '\uFEFF' : '') + text, encoding);
        const { contacts: read, report } = await readText(bytes, {});
        expect(inWords(read)).toEqual(
          contacts.map(
            (one) =>
              `${oneLine(one.first)} ${oneLine(one.last)} / ${companyOf(oneLine(one.company))}: +316${one.number}`,
          ),
        );
        expect(report).toMatchObject({ delimiter, rows: contacts.length, rejectedTotal: 0 });
      },
    ),
    { numRuns: 200 },
  );
});

function quote(text: string): string {
  return /^[A-Za-z0-9 ]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** Of several companies, joined with semicolons, the first is the contact's. */
function companyOf(text: string): string {
  return (text.split(';')[0] ?? '').trim();
}
