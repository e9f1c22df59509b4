import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { companyKey } from '../../src/domain/company.ts';

describe('one company', () => {
  test.each([
    ['Bakkerij Jansen', 'BAKKERIJ  JANSEN'],
    ['Bakkerij Jansen', 'Bakkerij-Jansen'],
    ['Bakkerij Jansen', 'Bakkerij Jansen B.V.'],
    ['Bakkerij Jansen', 'Bakkerij Jansen b. v.'],
    ['Bakkerij Jansen', 'Bakkerij Jansen, BV'],
    ['Bakkerij Jansen', 'Bakkerij Jansen (B.V.)'],
    ['De Boer', 'V.O.F. De Boer'],
    ['De Boer', 'De Boer vof'],
    ['Café Één', 'CAFE EEN N.V.'],
    ['Müller', 'Muller GmbH'],
    ['Müller', 'Müller GmbH & Co. KG'],
    ['Müller', 'Müller UG (haftungsbeschränkt) & Co. KG'],
    ['Müller', 'Müller GmbH und Co. KG'],
    ['Weiß', 'WEISS AG'],
    ['Example', 'Example Ltd.'],
    ['Example', 'Example Co., Ltd.'],
    ['Example', 'Example, Inc.'],
    ['Example', 'Example L.L.C.'],
    ['Exemple', 'Exemple S.A.R.L.'],
    ['Voorbeeld', 'Voorbeeld BVBA'],
    ['Przyklad', 'Przyklad Sp. z o.o.'],
    ['Ｊansen', 'Jansen'],
    ['Bakker & Zn', 'Bakker Zn.'],
  ])('%s is %s', (one, other) => {
    expect(companyKey(one)).toBe(companyKey(other));
  });
});

describe('two companies', () => {
  test.each([
    ['Jansen', 'Janssen'],
    ['Jansen Bouw', 'Jansen Beton'],
    ['Bouw 1', 'Bouw 2'],
    ['Jansen BV', 'Pietersen BV'],
    ['BV', 'NV'],
    ['株式会社例', '株式会社見本'],
    ['🙂', '🙃'],
    ['कमल', 'कमला'],
    ['Incasso', 'Asso'],
  ])('%s is not %s', (one, other) => {
    expect(companyKey(one)).not.toBe(companyKey(other));
  });
});

describe('a name that is a legal form or no word at all stays itself', () => {
  test.each([
    ['BV', 'bv'],
    ['B.V.', 'bv'],
    ['B V', 'bv'],
    ['Limited Ltd', 'limited'],
    ['N.V. B.V.', 'nv'],
    ['---', '---'],
    [' ', ' '],
    ['', ''],
  ])('%j has the key %j', (name, key) => {
    expect(companyKey(name)).toBe(key);
  });

  test('only an empty name has an empty key', () => {
    const word = fc.constantFrom('BV', 'B.V.', 'vof', 'GmbH', '& Co.', 'KG', '.', '-', 'Jansen', '\u0301');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (name) => {
          expect(companyKey(name) === '').toBe(name === '');
        },
      ),
    );
  });
});

test('case, spaces, punctuation and a legal form behind the name never matter', () => {
  const name = fc.stringMatching(/^[a-zé]{3,9} [a-zü]{3,9}$/).filter((name) => !/^(bv|nv|vof|bvba) /.test(name));
  const form = fc.constantFrom('', ' B.V.', ' bv', ', Inc.', ' GmbH & Co. KG', ' (N.V.)');
  const separator = fc.constantFrom(' ', '  ', '-', ' & ', ', ');
  fc.assert(
    fc.property(name, form, separator, (name, form, separator) => {
      const other = name.toUpperCase().replace(' ', separator) + form;
      expect(companyKey(other)).toBe(companyKey(name));
    }),
  );
});
