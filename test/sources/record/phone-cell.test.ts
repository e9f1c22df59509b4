import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readPhoneCell, type CellNumbers } from '../../../src/sources/record/phone-cell.ts';
import { parsePhoneNumber, type Country } from '../../../src/domain/phone-number.ts';

function read(text: string, country: Country = 'NL'): { numbers: string[]; repaired: number; reason?: string } {
  const found: CellNumbers = { numbers: [], ranges: [], repaired: 0 };
  const reason = readPhoneCell(text, country, found);
  return { numbers: found.numbers, repaired: found.repaired, ...(reason !== undefined && { reason }) };
}

describe('one number in a cell', () => {
  test.each([
    ['0612345678', '+31612345678'],
    ["'0612345678", '+31612345678'],
    ['="0612345678"', '+31612345678'],
    ['31.612.345.678', '+31612345678'],
    ['06.12.34.56.00', '+31612345600'],
    ['\u200E06 12345678\u00A0', '+31612345678'],
    ['+31 (0)20 123 45 67', '+31201234567'],
    ['020-1234567 tst. 12', '+31201234567'],
    ['020-1234567 toestel 12', '+31201234567'],
    ['030 123456 Durchwahl 12', '+3130123456'],
    ['020-1234567 ext. 12', '+31201234567'],
    ['06 12345678 (privé)', '+31612345678'],
    ['tel:+31-20-1234567', '+31201234567'],
    ['101', 'local:101'],
  ])('%j is %s', (text, number) => {
    expect(read(text)).toEqual({ numbers: [number], repaired: 0 });
  });
});

test('the short way that spaces and dashes take leads to the same number', () => {
  const spelling = fc
    .tuple(fc.constantFrom('0', '+', '00', '+31', '0031', '+49', '06'), fc.stringMatching(/^[\d -]{0,16}$/))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(spelling, fc.constantFrom<Country[]>('NL', 'DE', 'US'), (text, country) => {
      const number = parsePhoneNumber(text, country, 'file');
      fc.pre(number !== undefined);
      expect(read(text, country).numbers).toEqual([number]);
    }),
  );
});

describe('a number that a spreadsheet damaged is mended, and counted', () => {
  test.each([
    ['612345678', 'NL', '+31612345678'],
    ['20-1234567', 'NL', '+31201234567'],
    ['0612345678,00', 'NL', '+31612345678'],
    ['31612345678.0', 'NL', '+31612345678'],
    ['612345678.0', 'NL', '+31612345678'],
    ['15112345678', 'DE', '+4915112345678'],
  ] as const)('%s in %s', (text, country, number) => {
    expect(read(text, country)).toEqual({ numbers: [number], repaired: 1 });
  });

  test.each([
    ['31612345678', 'NL'],
    ['612345678', 'ES'],
    ['2025550123', 'US'],
    ['1201', 'NL'],
    ['14020', 'NL'],
  ] as const)('%s in %s has lost nothing', (text, country) => {
    expect(read(text, country).repaired).toBe(0);
    expect(read(text, country).numbers).toHaveLength(1);
  });
});

describe('several numbers in a cell', () => {
  const both = ['+31201234567', '+31612345678'];

  test.each([
    '020-1234567 / 06-12345678',
    '020-1234567/06-12345678',
    '0201234567;0612345678',
    '0201234567 ; 0612345678',
    '0201234567, 0612345678',
    '0201234567|0612345678',
    '0201234567\n0612345678',
    '0201234567 ::: 0612345678',
    '+31201234567:::+31612345678',
    '020 1234567 of 06 12345678',
    '020 1234567 en 06 12345678',
    '020 1234567 or 06 12345678',
    '020 1234567 oder 06 12345678',
    '0201234567 0612345678',
    '0201234567, n.v.t., 0612345678',
  ])('%j', (text) => {
    expect(read(text)).toEqual({ numbers: both, repaired: 0 });
  });

  test('keep the good ones and name the bad', () => {
    expect(read('020-1234567 / 68 / straks')).toEqual({
      numbers: ['+31201234567'],
      repaired: 0,
      reason: '"68", "straks" is no telephone number',
    });
  });

  test('mend each', () => {
    expect(read('201234567, 612345678')).toEqual({ numbers: both, repaired: 2 });
  });

  test('stop somewhere', () => {
    const many = Array.from({ length: 21 }, (_, index) => `06123456${10 + index}`).join(', ');
    expect(read(many)).toEqual({ numbers: [], repaired: 0, reason: 'is no telephone number' });
  });
});

describe('a range of numbers in a cell', () => {
  test.each([
    ['+3120123xxxx', '+3120123/12'],
    ['020-123 45 00 t/m 99', '+312012345/12'],
    ['0201234500 - 0201234509', '+3120123450/12'],
  ])('%s', (text, range) => {
    const found: CellNumbers = { numbers: [], ranges: [], repaired: 0 };
    expect(readPhoneCell(text, 'NL', found)).toBeUndefined();
    expect(found.ranges.map(({ prefix, length }) => `${prefix}/${length}`)).toEqual([range]);
  });

  test('stands beside numbers', () => {
    const found: CellNumbers = { numbers: [], ranges: [], repaired: 0 };
    expect(readPhoneCell('0612345678, +3120123xxxx', 'NL', found)).toBeUndefined();
    expect(found).toMatchObject({ numbers: ['+31612345678'], ranges: [{ prefix: '+3120123' }] });
  });
});

describe('a cell without a number', () => {
  test.each([
    '',
    ' ',
    '-',
    '--',
    'n.v.t.',
    'N.V.T.',
    'nvt',
    'N/A',
    'geen',
    'onbekend',
    'Unbekannt',
    'anonymous',
    'privé',
    '0',
    '0000000000',
    'x',
  ])('%j says so', (text) => {
    expect(read(text)).toEqual({ numbers: [], repaired: 0 });
  });

  test.each(['3,16123E+10', '3.16123E+10', '3,2E+09', '6E8'])('%s has lost its digits and is never guessed', (text) => {
    expect(read(text)).toEqual({ numbers: [], repaired: 0, reason: expect.stringContaining('scientific notation') });
  });

  test('refuses what is far too long to be numbers', () => {
    expect(read(`${' '.repeat(1_000_000)}x`).reason).toBe('is too long for telephone numbers');
  });

  test.each(['zie notities', '12-ab', '123456789012345678', 'anna@bakkerij.example'])('%j is refused', (text) => {
    expect(read(text)).toEqual({ numbers: [], repaired: 0, reason: 'is no telephone number' });
  });
});
