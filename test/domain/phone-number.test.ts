import { describe, expect, test } from '@jest/globals';
import {
  parsePhoneNumber,
  toE164,
  type Country,
  type PhoneNumber,
  type Writer,
} from '../../src/domain/phone-number.ts';

const WRITERS: readonly Writer[] = ['pbx', 'file'];

function both(text: string, country: Country = 'NL') {
  return WRITERS.map((writer) => parsePhoneNumber(text, country, writer));
}

describe('bare digits', () => {
  test.each([
    ['4917112345678', '+4917112345678', 'a foreign number that no Dutch one looks like'],
    ['12125550123', '+12125550123', 'the same of North America'],
    ['612345678', '+31612345678', 'no number abroad, so a Dutch one without its zero'],
    ['31612345678', '+31612345678', 'the form in which the PBX writes'],
  ])('%s is %s by either writer: %s', (text, canonical) => {
    expect(both(text)).toEqual([canonical, canonical]);
  });

  test('that are a number both ways are international from a PBX, and national in a file', () => {
    expect(both('299221234')).toEqual(['+299221234', '+31299221234']);
    expect(both('2015550123', 'US')).toEqual(['+2015550123', '+12015550123']);
  });

  test('with punctuation are national first: a PBX puts none between the digits it knows a country code of', () => {
    expect(both('(201) 555-0123', 'US')).toEqual(['+12015550123', '+12015550123']);
    expect(both('29 922 12 34')).toEqual(['+31299221234', '+31299221234']);
  });

  test('with the own country code are international, however long national numbers can be', () => {
    expect(both('4915123456789', 'DE')).toEqual(['+4915123456789', '+4915123456789']);
    expect(both('393123456789', 'IT')).toEqual(['+393123456789', '+393123456789']);
  });

  test('with the own country code are national in a file if a national number is as long', () => {
    expect(both('49233112345', 'DE')).toEqual(['+49233112345', '+4949233112345']);
  });
});

describe('a leading space', () => {
  test('is a plus that a query string lost, when a PBX sends it', () => {
    expect(parsePhoneNumber(' 31201234567', 'NL', 'pbx')).toBe('+31201234567');
    expect(parsePhoneNumber(' 1 212 555 0123', 'NL', 'pbx')).toBe('+12125550123');
    expect(parsePhoneNumber(' 299221234', 'NL', 'pbx')).toBe(parsePhoneNumber('+299221234', 'NL', 'pbx'));
    expect(parsePhoneNumber(' 101', 'NL', 'pbx')).toBe(parsePhoneNumber('+101', 'NL', 'pbx'));
  });

  test('is a space in a file', () => {
    expect(parsePhoneNumber(' 612345678', 'NL', 'file')).toBe('+31612345678');
    expect(parsePhoneNumber(' 101', 'NL', 'file')).toBe('local:101');
  });

  test('before a zero is only a space', () => {
    expect(both(' 0201234567')).toEqual(['+31201234567', '+31201234567']);
  });
});

describe('a number with no E.164 form is local and keeps its digits', () => {
  test.each([
    ['7', 'local:7'],
    ['12', 'local:12'],
    ['201', 'local:201'],
    ['0101', 'local:0101'],
    ['112', 'local:112'],
    ['144', 'local:144'],
    ['1201', 'local:1201'],
    ['116000', 'local:116000'],
    ['116 000', 'local:116000'],
    ['(201)', 'local:201'],
    ['sip:201@pbx.example', 'local:201'],
    ['"Balie" <sip:201@pbx.example>', 'local:201'],
    ['tel:201;phone-context=pbx.example', 'local:201'],
    ['tel:201;phone-context=+31', 'local:201'],
    ['201@pbx.example', 'local:201'],
    ['**611', 'local:**611'],
    ['＊＊６１１', 'local:**611'],
    ['*21*0201234567#', 'local:*21*0201234567#'],
    ['#31#', 'local:#31#'],
    ['sip:*97@pbx.example', 'local:*97'],
    ['local:201', 'local:201'],
    ['local:**611', 'local:**611'],
  ])('%s is %s', (text, canonical) => {
    expect(both(text)).toEqual([canonical, canonical]);
  });

  test('so few digits are an extension even where they are a landline, or a number abroad', () => {
    expect(both('431110', 'NL')).toEqual(['local:431110', 'local:431110']);
    expect(both('2261', 'LU')).toEqual(['local:2261', 'local:2261']);
    expect(both('40160', 'DE')).toEqual(['local:40160', 'local:40160']);
  });

  test('but where all numbers are that short, they are one of those', () => {
    expect(both('211234', 'FO')).toEqual(['+298211234', '+298211234']);
  });
});

describe('a service number with an E.164 form is that number', () => {
  test.each<[string, string, Country]>([
    ['14020', '+3114020', 'NL'],
    ['14 020', '+3114020', 'NL'],
    ['3114020', '+3114020', 'NL'],
    ['0900-1234', '+319001234', 'NL'],
    ['09001234', '+319001234', 'NL'],
    ['0900 0101', '+319000101', 'NL'],
    ['0800-1234', '+318001234', 'NL'],
    ['0800 1234567', '+318001234567', 'NL'],
    ['+31 800 1234', '+318001234', 'NL'],
    ['088-1234567', '+31881234567', 'NL'],
    ['02222', '+4702222', 'NO'],
    ['0800 123 4567', '+498001234567', 'DE'],
  ])('%s is %s', (text, canonical, country) => {
    expect(both(text, country)).toEqual([canonical, canonical]);
  });
});

describe('a number that is not known to be in use is kept when its writing leaves no doubt', () => {
  test.each<[string, string, Country]>([
    ['+31999999999', '+31999999999', 'NL'],
    ['0031999999999', '+31999999999', 'NL'],
    ['0031999999999', '+31999999999', 'US'],
    ['31999999999', '+31999999999', 'NL'],
    ['0999999999', '+31999999999', 'NL'],
    ['+31 (0)99 999 99 99', '+31999999999', 'NL'],
    ['+310999999999', '+31999999999', 'NL'],
    ['+440562186719', '+44562186719', 'NL'],
    ['+12005550123', '+12005550123', 'NL'],
    ['2005550123', '+12005550123', 'US'],
    ['10000000', '+4510000000', 'DK'],
  ])('%s is %s', (text, canonical, country) => {
    expect(parsePhoneNumber(text, country, 'file')).toBe(canonical);
  });

  test('bare digits of a foreign range are kept from a PBX, which writes all its callers so', () => {
    expect(both('12005550123')).toEqual(['+12005550123', undefined]);
  });

  test.each([
    ['bare national digits could be anything', '999999999'],
    ['with words around it', '0999999999 Jan'],
    ['with a slash in it', '099/9999999'],
    ['with a whole number before its last digits', '020-1234567-99'],
    ['with a whole number before its last digits', '020 1234567 (12)'],
    ['with a whole number before its last digits', '020123456799'],
    ['with a digit too many', '+31 20 12345678'],
    ['with a digit too many', '+44 20 7946 01234'],
  ])('%s: %s', (_, text) => {
    expect(parsePhoneNumber(text, 'NL', 'file')).toBeUndefined();
  });
});

describe('the zero in brackets', () => {
  test('is dropped where numbers have none', () => {
    expect(both('+34 (0)912 345 678', 'NL')).toEqual(['+34912345678', '+34912345678']);
    expect(both('Tel. +45 (0)32 12 34 56', 'NL')).toEqual(['+4532123456', '+4532123456']);
    expect(both('+34 (0)312 345 678', 'NL')).toEqual(['+34312345678', '+34312345678']);
  });

  test('is kept where it is part of the number', () => {
    expect(both('+39 (0)6 1234 5678', 'NL')).toEqual(['+390612345678', '+390612345678']);
  });
});

describe('other ways to dial abroad than 00', () => {
  test.each<[string, string, Country]>([
    ['011 31 20 1234567', '+31201234567', 'US'],
    ['0011 31 20 1234567', '+31201234567', 'AU'],
    ['00 31 20 1234567', '+31201234567', 'US'],
    ['00 31 20 1234567', '+31201234567', 'JP'],
  ])('%s is %s in %s', (text, canonical, country) => {
    expect(both(text, country)).toEqual([canonical, canonical]);
  });
});

test('only a number in E.164 has an E.164 form', () => {
  expect(toE164('+31612345678' as PhoneNumber)).toBe('+31612345678');
  expect(toE164('local:112' as PhoneNumber)).toBeNull();
});
