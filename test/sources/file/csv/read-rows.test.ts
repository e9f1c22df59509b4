import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { readRows } from '../../../../src/sources/file/csv/read-rows.ts';
import { sniffDialect } from '../../../../src/sources/file/csv/sniff-dialect.ts';

interface Unreadable {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** The rows of a text that comes in chunks of this length, with the line where each starts. */
async function rowsOf(
  text: string,
  chunkLength = text.length,
): Promise<{ rows: (readonly string[])[]; lines: number[]; unreadable: Unreadable[] }> {
  async function* chunks(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += chunkLength) yield text.slice(at, at + chunkLength);
  }
  const unreadable: Unreadable[] = [];
  const batches = readRows(chunks(), sniffDialect(text, undefined), (line, row, reason) =>
    unreadable.push({ line, text: row, reason }),
  );
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  for await (const batch of batches) {
    for (const { line, cells } of batch) {
      rows.push(cells);
      lines.push(line);
    }
  }
  return { rows, lines, unreadable };
}

describe('the cases of csv-spectrum', () => {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('csv-spectrum')), 'csvs');

  // In `location_coordinates` the JSON has another number than the CSV.
  const names = readdirSync(folder).map((file) => basename(file, '.csv'));
  test.each(names.filter((name) => name !== 'location_coordinates'))('%s', async (name) => {
    const text = readFileSync(join(folder, `${name}.csv`), 'utf8').replaceAll('\r\n', '\n');
    const json = readFileSync(join(folder, '../json', `${name}.json`), 'utf8').replaceAll(
      String.raw`\r\n`,
      String.raw`\n`,
    );
    const [header = [], ...rows] = (await rowsOf(text)).rows;
    expect(rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index]])))).toEqual(
      JSON.parse(json),
    );
  });
});

describe('the line of a row is where it starts in the file', () => {
  test.each([
    ['plain rows', 'a;b\n1;2\n3;4\n', [1, 2, 3]],
    ['a cell of several lines', 'a;b\n"1\n1\n1";2\n3;4', [1, 2, 5]],
    ['empty lines', '\n\na;b\n\n;\n1;2', [3, 6]],
    ['a sep= line', 'sep=;\na;b\n1;2', [2, 3]],
  ])('with %s', async (_, text, lines) => {
    expect((await rowsOf(text)).lines).toEqual(lines);
  });

  test('whatever chunks it comes in', async () => {
    const text = 'naam;tel\n"Jan\n""de Tank""";020\n\nPiet;"06\n";x\n';
    const whole = await rowsOf(text);
    for (let length = 1; length < text.length; length++) expect(await rowsOf(text, length)).toEqual(whole);
  });
});

describe('a quotation mark', () => {
  const rest = Array.from({ length: 30 }, (_, index) => `"Naam ${index}";"${index}"`);
  const read = rest.map((_, index) => [`Naam ${index}`, `${index}`]);

  test.each([
    ['in the middle of a cell', 'Jan "de Tank" Bakker;1', ['Jan "de Tank" Bakker', '1']],
    ['at the end of a cell', '19"-rek;1', ['19"-rek', '1']],
    ['around a part of a cell', '"Jan" Bakker;1', ['"Jan" Bakker', '1']],
  ])('%s is part of it', async (_, line, cells) => {
    const { rows, unreadable } = await rowsOf([line, ...rest].join('\n'));
    expect(rows).toEqual([cells, ...read]);
    expect(unreadable).toEqual([]);
  });

  test('may stand behind spaces', async () => {
    const { rows } = await rowsOf('"Naam"; "Bedrijf"; "Telefoon"\n"Jan";  "Smit; Zn"; 1\n');
    expect(rows).toEqual([
      ['Naam', 'Bedrijf', 'Telefoon'],
      ['Jan', 'Smit; Zn', '1'],
    ]);
  });

  test.each([
    ['before quoted rows', 3],
    ['on the last row', 30],
  ])('that is never closed, %s, costs its own row only', async (_, at) => {
    const { rows, unreadable } = await rowsOf(rest.toSpliced(at, 0, 'Jan;"de Tank').join('\n'));
    expect(rows).toEqual(read);
    expect(unreadable).toEqual([
      { line: at + 1, text: 'Jan;"de Tank', reason: 'a quotation mark is opened in this row and not closed' },
    ]);
  });

  test('that is never closed before a million characters without any costs its own row only', async () => {
    const plain = 'Jan;0612345678\n'.repeat(70_000);
    const { rows, lines, unreadable } = await rowsOf(`Naam;Telefoon\n"Jan;1\n${plain}`, 65_536);
    expect(unreadable).toMatchObject([{ line: 2, text: '"Jan;1' }]);
    expect(rows).toHaveLength(70_001);
    expect(lines.at(-1)).toBe(70_002);
  });
});

test('a row longer than a million characters is left out, and the others are read', async () => {
  const { rows, unreadable } = await rowsOf(`Naam;Telefoon\nJan;${'x'.repeat(2_000_000)}\nPiet;1`, 65_536);
  expect(rows).toEqual([
    ['Naam', 'Telefoon'],
    ['Piet', '1'],
  ]);
  expect(unreadable).toMatchObject([{ line: 2, reason: expect.stringContaining('longer than 1000000 characters') }]);
});

test('a file in which hundreds of rows cannot be read is refused', async () => {
  const swallowing = 'Jan;"open\nPiet;"x"\n'.repeat(251);
  await expect(rowsOf(swallowing)).rejects.toThrow('more than 250 rows cannot be read');
});

describe('rows that a spreadsheet has put into one quoted cell are taken out again', () => {
  test('some of them', async () => {
    const { rows } = await rowsOf('Naam,Bedrijf,Telefoon\n"Jan,""Smit, Zn"",020"\nPiet,Vis,06\n');
    expect(rows).toEqual([
      ['Naam', 'Bedrijf', 'Telefoon'],
      ['Jan', 'Smit, Zn', '020'],
      ['Piet', 'Vis', '06'],
    ]);
  });

  test('all of them', async () => {
    const { rows } = await rowsOf('"Naam,Bedrijf,Telefoon"\n"Jan,""Smit, Zn"",020"\n"Piet,Vis,06"\n');
    expect(rows).toEqual([
      ['Naam', 'Bedrijf', 'Telefoon'],
      ['Jan', 'Smit, Zn', '020'],
      ['Piet', 'Vis', '06'],
    ]);
  });

  test('but not a remark with a comma in it', async () => {
    const { rows } = await rowsOf('Naam,Bedrijf,Telefoon\nPiet,Vis,06\n"Dorp, 1 mei"\n');
    expect(rows.at(-1)).toEqual(['Dorp, 1 mei']);
  });
});

test('no character is cut in two', async () => {
  const name = '😀'.repeat(30_000);
  for (const shift of ['', 'x']) {
    expect((await rowsOf(`Naam;Telefoon\n${shift}${name};1\n`)).rows[1]).toEqual([shift + name, '1']);
  }
});

test('any table reads back the same from any dialect', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', ' ', '"', ';', ',', '|', '\t', '\n', '0', "'", 'Ж'),
    maxLength: 8,
  });
  const table = fc
    .integer({ min: 2, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
    );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(';', ',', '|', '\t'),
      fc.integer({ min: 1, max: 40 }),
      async (rows, delimiter, chunk) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join('\n');
        const told = `sep=${delimiter}\n${text}`;
        const filled = rows.filter((row) => row.some((value) => value !== ''));
        expect(await rowsOf(told, chunk)).toMatchObject({ rows: filled, unreadable: [] });
      },
    ),
    { numRuns: 100 },
  );
});
