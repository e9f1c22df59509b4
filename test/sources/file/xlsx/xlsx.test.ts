import { describe, expect, test } from '@jest/globals';
import { inWords, readText } from '../read-text.ts';
import { rowsXml, workbook, zip } from './write-xlsx.ts';

const HEADER = ['Naam', 'Telefoon'];

async function read(...rows: string[]): Promise<string[]> {
  const bytes = await workbook([{ rows: rowsXml([HEADER]) + rows.join('') }], ['<t>Eva</t>', '<t>0201234567</t>']);
  return inWords((await readText(bytes)).contacts);
}

describe('a cell of a workbook', () => {
  const EVA = '<c t="s"><v>0</v></c>';

  test.each([
    ['a shared text', '<c t="s"><v>1</v></c>', 'Eva: +31201234567'],
    ['a text of its own', '<c t="inlineStr"><is><t>020-1234567</t></is></c>', 'Eva: +31201234567'],
    [
      'a text in two fonts',
      '<c t="inlineStr"><is><r><t>020-</t></r><r><t>1234567</t></r></is></c>',
      'Eva: +31201234567',
    ],
    [
      'a text with its reading',
      '<c t="inlineStr"><is><t>0201234567</t><rPh><t>x</t></rPh></is></c>',
      'Eva: +31201234567',
    ],
    ['the text of a formula', '<c t="str"><f>A1&amp;B1</f><v>0201234567</v></c>', 'Eva: +31201234567'],
    ['a number', '<c><v>31201234567</v></c>', 'Eva: +31201234567'],
    ['a number without its zero', '<c t="n"><v>201234567</v></c>', 'Eva: +31201234567'],
    ['a number in scientific notation, with all its digits', '<c><v>3.1201234567E10</v></c>', 'Eva: +31201234567'],
    ['a number with a fraction of nothing', '<c><v>31201234567.0</v></c>', 'Eva: +31201234567'],
  ])('holds %s', async (_, cell, contact) => {
    expect(await read(`<row>${EVA}${cell}</row>`)).toEqual([contact]);
  });

  test.each([
    ['an error', '<c t="e"><v>#REF!</v></c>'],
    ['a truth value', '<c t="b"><v>1</v></c>'],
    ['a text that is not there', '<c t="s"><v>99</v></c>'],
  ])('of %s is empty', async (_, cell) => {
    expect(await read(`<row>${EVA}${cell}</row>`)).toEqual([]);
  });

  test('stands where its reference says', async () => {
    expect(await read('<row r="7"><c r="B7" t="s"><v>1</v></c></row>', '<row><c r="ZZZ9"><v>1</v></c></row>')).toEqual(
      [],
    );
    expect(await read('<row r="7"><c r="A7" t="s"><v>0</v></c><c r="B7" t="s"><v>1</v></c></row>')).toEqual([
      'Eva: +31201234567',
    ]);
  });
});

describe('a workbook', () => {
  const contacts = rowsXml([HEADER, ['Eva', '0201234567'], ['Jan', 'x1']]);

  test('is read from its first sheet with telephone numbers that is not hidden', async () => {
    const sheets = [
      { rows: rowsXml([['Toelichting'], ['Zo werkt het']]) },
      { rows: rowsXml([HEADER, ['Geheim', '0612345678']]), state: 'hidden' },
      { rows: contacts },
    ];
    const { contacts: found, report } = await readText(await workbook(sheets));
    expect(inWords(found)).toEqual(['Eva: +31201234567']);
    expect(report).toMatchObject({
      format: 'xlsx',
      delimiter: null,
      rows: 2,
      rejected: [{ line: 3, column: 'Telefoon', value: 'x1' }],
    });
  });

  test('may have a prefix on all its elements', async () => {
    const bytes = await workbook([{ rows: contacts.replaceAll(/<(\/?)(\w)/g, '<$1x:$2') }]);
    expect(inWords((await readText(bytes)).contacts)).toEqual(['Eva: +31201234567']);
  });

  test('takes columns that a person chooses', async () => {
    const rows = rowsXml([
      ['Klant', 'A', 'B'],
      ['Eva', '0201234567', '0612345678'],
    ]);
    const { contacts: found } = await readText(await workbook([{ rows }]), { map: { phone: ['B'] } });
    expect(inWords(found)).toEqual(['Eva: +31612345678']);
  });
});

describe('a ZIP file is refused', () => {
  test.each([
    ['that is no workbook', { 'contacts.csv': 'Naam;Telefoon' }, 'is a ZIP file, but no Excel workbook'],
    [
      'whose workbook has no sheet',
      { 'xl/workbook.xml': '<workbook/>', 'xl/_rels/workbook.xml.rels': '<x/>' },
      'has no sheet',
    ],
    ['whose XML has a DOCTYPE', { 'xl/_rels/workbook.xml.rels': '<!DOCTYPE x []><x/>' }, 'has a DOCTYPE'],
  ])('%s', async (_, parts, message) => {
    await expect(readText(await zip(parts))).rejects.toThrow(message);
  });

  test('that would burst', async () => {
    const bytes = await workbook([{ rows: `<row>${' '.repeat(64 * 1024 ** 2)}</row>` }]);
    expect(bytes.length).toBeLessThan(100_000);
    await expect(readText(bytes)).rejects.toThrow(/would grow from \d+ to 67108\d+ bytes when unpacked/);
  });

  test('that says it is smaller than it is', async () => {
    const bytes = await workbook([{ rows: rowsXml([HEADER, ['Eva', '0201234567']]) + ' '.repeat(5000) }]);
    // The sizes in the central directory, at the end of the file.
    const directory = bytes.lastIndexOf('xl/worksheets/1.xml') - 46;
    bytes.writeUInt32LE(10, directory + 24);
    await expect(readText(bytes)).rejects.toThrow('is a damaged ZIP or Excel file');
  });

  test('that is cut off', async () => {
    const bytes = await workbook([{ rows: rowsXml([HEADER]) }]);
    await expect(readText(bytes.subarray(0, bytes.length / 2))).rejects.toThrow('is a damaged ZIP or Excel file');
  });

  test('that has a password, or is of the old format', async () => {
    const bytes = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1000)]);
    await expect(readText(bytes)).rejects.toThrow('is an old Excel file (.xls) or has a password');
  });
});
