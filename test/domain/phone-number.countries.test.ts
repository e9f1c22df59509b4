import { describe, expect, test } from '@jest/globals';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { parsePhoneNumber, type Country, type Writer } from '../../src/domain/phone-number.ts';

interface Example {
  readonly country: Country;
  readonly e164: string;
  readonly international: string;
  readonly national: string;
  readonly withoutTrunkPrefix: string;
}

const EXAMPLES: readonly Example[] = getCountries().flatMap((country) => {
  const number = getExampleNumber(country, examples);
  if (number === undefined) return [];
  return {
    country,
    e164: number.number,
    international: number.formatInternational(),
    national: number.formatNational(),
    withoutTrunkPrefix: number.nationalNumber,
  };
});

const INTERNATIONAL: Readonly<Record<string, (example: Example) => string>> = {
  'E.164': ({ e164 }) => e164,
  spaced: ({ international }) => international,
  'with a lost plus': ({ e164 }) => ` ${e164.slice(1)}`,
  'with 00': ({ e164 }) => e164.replace('+', '00'),
  'with 00, spaced': ({ international }) => international.replace('+', '00 '),
  'as a tel URI': ({ international }) => `tel:${international.replaceAll(' ', '-')}`,
  'as a SIP address': ({ e164 }) => `"Somebody" <sip:${e164}@pbx.example;user=phone>`,
  'as a SIP address without plus': ({ e164 }) => `sip:${e164.slice(1)}@pbx.example`,
  'with a bare country code': ({ e164 }) => e164.slice(1),
};

const NATIONAL: Readonly<Record<string, (example: Example) => string>> = {
  'as its country writes it': ({ national }) => national,
  'with digits only': ({ national }) => national.replace(/\D/g, ''),
  'without a trunk prefix': ({ withoutTrunkPrefix }) => withoutTrunkPrefix,
};

/** The countries whose example is not found in this spelling. */
function misread(spell: (example: Example) => string, writer: Writer, country?: Country): string[] {
  return EXAMPLES.filter(
    (example) => parsePhoneNumber(spell(example), country ?? example.country, writer) !== example.e164,
  ).map((example) => example.country);
}

test('there is an example of every country', () => {
  expect(EXAMPLES.length).toBe(getCountries().length);
  expect(EXAMPLES.length).toBeGreaterThan(240);
});

describe.each(Object.entries(INTERNATIONAL))('an international number %s', (spelling, spell) => {
  test('is found in its own country', () => {
    expect(misread(spell, 'pbx')).toEqual([]);
    expect(misread(spell, 'file')).toEqual([]);
  });

  test('is found in the Netherlands', () => {
    // Nine digits that are a Dutch landline without its zero too, as in 0299-221234: a file means that one.
    const isBare = ['with a lost plus', 'with a bare country code', 'as a SIP address without plus'].includes(spelling);
    expect(misread(spell, 'pbx', 'NL')).toEqual([]);
    expect(misread(spell, 'file', 'NL')).toEqual(isBare ? ['GL', 'NC', 'PM', 'TV', 'WF'] : []);
  });
});

describe.each(Object.entries(NATIONAL))('a national number %s', (spelling, spell) => {
  test('is found in a file', () => {
    expect(misread(spell, 'file')).toEqual([]);
  });

  test('is found when a PBX sends it, unless its bare digits are an international number as well', () => {
    // 2015550123 is +1 201 555 0123, and +20 15550123 of Egypt: bare digits from a PBX are international first.
    const ambiguous: Readonly<Record<string, readonly string[]>> = {
      'as its country writes it': [],
      'with digits only': ['CN', 'CO', 'MP', 'MS', 'TC', 'US'],
      'without a trunk prefix': ['BG', 'CN', 'CO', 'DE', 'MP', 'MS', 'TC', 'US'],
    };
    expect(misread(spell, 'pbx')).toEqual(ambiguous[spelling]);
  });
});

describe('landlines and other lengths than the examples have', () => {
  test.each<[Country, string, string]>([
    ['NL', '020 123 4567', '+31201234567'],
    ['NL', '0182-123456', '+31182123456'],
    ['NL', '097 012345678', '+3197012345678'],
    ['BE', '02/345.67.89', '+3223456789'],
    ['BE', '09 234 56 78', '+3292345678'],
    ['BE', '0470 12 34 56', '+32470123456'],
    ['DE', '030/1234567', '+49301234567'],
    ['DE', '(02331) 12345', '+49233112345'],
    ['DE', '0171 1234567', '+491711234567'],
    ['DE', '0511 12345-67', '+495111234567'],
    ['AT', '01/234567', '+431234567'],
    ['AT', '0664 123 456', '+43664123456'],
    ['CH', '044 123 45 67', '+41441234567'],
    ['FR', '01.23.45.67.89', '+33123456789'],
    ['GB', '020 7946 0123', '+442079460123'],
    ['GB', '(01632) 960123', '+441632960123'],
    ['LU', '27 12 34 56', '+35227123456'],
    ['ES', '912 34 56 78', '+34912345678'],
    ['IT', '06 1234 5678', '+390612345678'],
    ['IT', '0331 123456', '+390331123456'],
    ['DK', '32 12 34 56', '+4532123456'],
    ['SE', '08-123 456 78', '+46812345678'],
    ['PL', '12 345 67 89', '+48123456789'],
    ['HU', '06 1 234 5678', '+3612345678'],
    ['AR', '011 15 2345-6789', '+5491123456789'],
    ['US', '(212) 555-0123', '+12125550123'],
    ['US', '1-212-555-0123', '+12125550123'],
  ])('%s: %s', (country, text, e164) => {
    for (const writer of ['pbx', 'file'] as const) {
      expect(parsePhoneNumber(text, country, writer)).toBe(e164);
      expect(parsePhoneNumber(e164, country, writer)).toBe(e164);
    }
    expect(parsePhoneNumber(e164.slice(1), country, 'pbx')).toBe(e164);
  });
});
