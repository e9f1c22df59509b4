import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseNumberRange, rangePrefixes } from '../../src/domain/number-range.ts';
import { parsePhoneNumber } from '../../src/domain/phone-number.ts';

function prefixes(text: string, country: 'NL' | 'DE' | 'BE' | 'GB' = 'NL') {
  return parseNumberRange(text, country)?.map(({ prefix, length }) => `${prefix}/${length}`);
}

describe('wildcards at the end stand for any digits', () => {
  test.each([
    ['+3120123xxxx', '+3120123/12'],
    ['+3120123XXXX', '+3120123/12'],
    ['020-123****', '+3120123/12'],
    ['020 123 4???', '+31201234/12'],
    ['020 123 xx xx', '+3120123/12'],
    ['0031 20 12345 xx', '+312012345/12'],
    ['+31 (0)20 123 45 6x', '+3120123456/12'],
    ['31201234xxx', '+31201234/12'],
    ['\u200e+3120123xxxx\u00a0', '+3120123/12'],
  ])('%s', (text, range) => {
    expect(prefixes(text)).toEqual([range]);
  });
});

describe('two ends, the last one whole or by its last digits', () => {
  test.each([
    '020-123 45 00 t/m 99',
    '020-1234500 t/m 020-1234599',
    '020-1234500 - 99',
    '020-1234500 – 99',
    '020-1234500 — 0201234599',
    '0201234500-0201234599',
    '020-1234500-020-1234599',
    '+31201234500-+31201234599',
    '+31201234500 - 0201234599',
    '020 123 45 00 tot en met 020 123 45 99',
    '020 1234500 tot 99',
    '0201234500 bis 0201234599',
    '0201234500 to 4599',
    '0201234500...99',
    '020 123 45 00 T/M -99',
  ])('%s', (text) => {
    expect(prefixes(text)).toEqual(['+312012345/12']);
  });
});

test.each([
  ['020-1234567 t/m 69', ['+31201234567/12', '+31201234568/12', '+31201234569/12']],
  [
    '020-1234598 t/m 611',
    ['+31201234598/12', '+31201234599/12', '+3120123460/12', '+31201234610/12', '+31201234611/12'],
  ],
  ['020-1230000 t/m 9999', ['+3120123/12']],
])('%s is as few prefixes as hold exactly those numbers', (text, expected) => {
  expect(prefixes(text)).toEqual(expected);
});

describe('no range', () => {
  test.each([
    ['one number', '020-1234567'],
    ['one number with dashes between spaces', '020 - 123 - 4567'],
    ['one number, however it is bracketed', '+31 (0)20 - 1234567'],
    ['a number and its extension', '020-1234567 x12'],
    ['a number and a short hyphened end', '020-1234500-99'],
    ['several numbers in one cell', '020-1234567 / 06-12345678'],
    ['two numbers far apart', '020-1234567 - 06-12345678'],
    ['two numbers a dash apart', '0201234567-0612345678'],
    ['ends in the wrong order', '020-1234599 t/m 00'],
    ['the same number twice', '020-1234567 t/m 67'],
    ['more than 10,000 numbers', '020-1230000 t/m 1240000'],
    ['more than four wildcards', '+312012xxxxx'],
    ['a wildcard in the middle', '020-1x34567'],
    ['a wildcard behind a whole number', '020-1234567x'],
    ['wildcards alone', 'xxxx'],
    ['extensions', '200 t/m 299'],
    ['a feature code', '**61*'],
    ['three ends', '020-1234500 t/m 20 t/m 30'],
    ['words', 'van alles tot en met niets'],
    ['nothing', ''],
    ['a text too long', `020-1234500 t/m ${' '.repeat(200)}99`],
  ])('%s: %s', (_, text) => {
    expect(parseNumberRange(text, 'NL')).toBeUndefined();
  });

  test('where numbers have many lengths, a dash between spaces is part of one', () => {
    expect(parseNumberRange('030 12345 - 67', 'DE')).toBeUndefined();
    expect(prefixes('030 123450 bis 99', 'DE')).toBeDefined();
  });

  test('a prefix of less than six digits', () => {
    expect(parseNumberRange('+683 4000 t/m +683 4999', 'NL')).toBeUndefined();
  });
});

describe('properties', () => {
  const start = fc.integer({ min: 201_000_000, max: 201_999_000 });
  const size = fc.integer({ min: 2, max: 10_000 });

  test('the prefixes hold exactly the numbers of the range, each once', () => {
    fc.assert(
      fc.property(start, size, fc.integer({ min: -20_000, max: 20_000 }), (first, size, offset) => {
        const last = first + size - 1;
        const ranges = parseNumberRange(`+31${first} t/m +31${last}`, 'NL') ?? [];
        const probes = [first - 1, first, last, last + 1, first + offset];
        for (const probe of probes) {
          const number = `+31${probe}`;
          const holding = ranges.filter(({ prefix, length }) => number.startsWith(prefix) && number.length === length);
          expect(holding).toHaveLength(probe >= first && probe <= last ? 1 : 0);
        }
        expect(ranges.reduce((sum, { prefix, length }) => sum + 10 ** (length - prefix.length), 0)).toBe(size);
      }),
    );
  });

  test('no two of the prefixes could be one, nor ten', () => {
    fc.assert(
      fc.property(start, size, (first, size) => {
        const ranges = parseNumberRange(`+31${first} t/m +31${first + size - 1}`, 'NL') ?? [];
        const siblings = new Map<string, number>();
        for (const { prefix } of ranges) {
          const parent = prefix.slice(0, -1);
          siblings.set(parent, (siblings.get(parent) ?? 0) + 1);
        }
        expect(Math.max(...siblings.values())).toBeLessThan(10);
      }),
    );
  });

  test('any text is a range or not, and says so without failing', () => {
    const piece = fc.constantFrom(
      '020',
      '1234500',
      ' - ',
      '-',
      't/m',
      'x',
      '*',
      ' ',
      '99',
      '+31',
      '0',
      'bis',
      '(',
      '/',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          for (const { prefix, length } of parseNumberRange(text, 'NL') ?? []) {
            expect(prefix).toMatch(/^\+\d{6,15}$/);
            expect(prefix.length).toBeLessThanOrEqual(length);
          }
        },
      ),
    );
  });
});

describe('the prefixes a look-up asks for', () => {
  test('are all of a number, the longest first', () => {
    const number = parsePhoneNumber('+31201234', 'NL', 'pbx');
    expect(number && rangePrefixes(number)).toEqual(['+31201234', '+3120123', '+312012']);
  });

  test('are none for a local number', () => {
    const number = parsePhoneNumber('201', 'NL', 'pbx');
    expect(number && rangePrefixes(number)).toEqual([]);
  });
});
