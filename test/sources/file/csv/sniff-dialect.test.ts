import { describe, expect, test } from '@jest/globals';
import { sniffDialect } from '../../../../src/sources/file/csv/sniff-dialect.ts';

describe('the delimiter', () => {
  test.each([
    ['semicolons', 'Naam;Telefoon\nJansen, Piet;020\nVries, Anna de;06\n', ';'],
    ['semicolons, with commas in every row but the first', 'Naam;Tel\n"Bos, A";1,5\n"Vis, B";2,5\n', ';'],
    ['commas', 'Name,Phone\n"a; b",020\nc,06\n', ','],
    ['commas, several numbers in a cell', 'Naam,Tel\nJan,020;06\nPiet,030;06\n', ','],
    ['tabs', 'Naam\tTelefoon\nBos, A; B\t020\n', '\t'],
    ['pipes', 'a|b|c\n1,5|2|3\n', '|'],
    ['doubled quotation marks', 'a,b\n"1"";1,1"" x",1\n"2"";2,2,2"" x",1\n"3"";3,3,3,3"" x",1\n', ','],
    ['lines in a cell', 'a,b\n"1;\n2;\n3;\n4;",1\n', ','],
    ['one column', 'Telefoon\n0201234567\n', ','],
    ['nothing', '', ','],
  ])('of %s', (_, sample, delimiter) => {
    expect(sniffDialect(sample, undefined).delimiter).toBe(delimiter);
  });

  test.each(['sep=;\na,b', 'SEP=;\na,b', '"sep=;"\na,b', 'sep=;'])('is what %j says', (sample) => {
    expect(sniffDialect(sample, undefined)).toMatchObject({ delimiter: ';', separatorLine: true });
  });

  test('is what a person says, against everything else', () => {
    expect(sniffDialect('sep=;\na;b', '|')).toMatchObject({ delimiter: '|', separatorLine: true });
  });

  test.each(['', ';;', '"', '\n'])('cannot be %j', (chosen) => {
    expect(() => sniffDialect('a;b', chosen)).toThrow('must be one character');
  });
});

test('spaces before quotation marks are noticed', () => {
  expect(sniffDialect('"a"; "b"\n', undefined).spaceBeforeQuotes).toBe(true);
  expect(sniffDialect('"a";"b"\n', undefined).spaceBeforeQuotes).toBe(false);
});
