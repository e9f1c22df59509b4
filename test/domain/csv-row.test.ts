import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { renderCsvRow } from '../../src/domain/csv-row.ts';

describe('a cell', () => {
  test.each([
    ['Jansen', 'Jansen'],
    ['Jansen, Piet', '"Jansen, Piet"'],
    ['De "Vries"', '"De ""Vries"""'],
    ['two\nlines', '"two\nlines"'],
    ['semi;colon', '"semi;colon"'],
    ['', ''],
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("https://example.com","x")', `"'=HYPERLINK(""https://example.com"",""x"")"`],
    ['+31612345678', "'+31612345678"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['  =1', "'  =1"],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
  ])('%j is written %j', (text, expected) => {
    expect(renderCsvRow([text])).toBe(`${expected}\r\n`);
  });

  test('a number is a number, and nothing is empty', () => {
    expect(renderCsvRow([-12.5, null, 0])).toBe('-12.5,,0\r\n');
  });
});

test('any texts come back from a reader of CSV, but for the apostrophe', () => {
  const texts = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 });
  fc.assert(
    fc.property(texts, (cells) => {
      const rows: string[][] = parse(renderCsvRow(cells), { record_delimiter: '\r\n' });
      expect(rows.map((row) => row.map((cell, index) => (cell === cells[index] ? cell : cell.slice(1))))).toEqual([
        cells,
      ]);
      expect(rows.flat().some((cell) => /^\s*[=+\-@]/.test(cell))).toBe(false);
    }),
  );
});
