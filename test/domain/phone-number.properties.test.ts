import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { getCountries, isValidPhoneNumber } from 'libphonenumber-js/max';
import { parsePlainDutchNumber } from '../../src/domain/dutch-number.ts';
import { parseByPlan } from '../../src/domain/parse-by-plan.ts';
import { parsePhoneNumber, type Writer } from '../../src/domain/phone-number.ts';
import { isWithheld } from '../../src/domain/withheld-caller.ts';

const writer = fc.constantFrom<Writer>('pbx', 'file');
const country = fc.constantFrom(...getCountries());
const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^\\d{${min},${max}}$`));

/** Texts in and around the shapes of numbers: every prefix, every length, and what people put between. */
const numberish = fc
  .oneof(
    fc.tuple(fc.constantFrom('', '+', '00', '0', '31', '+31', '0031', '+310', ' ', ' 31', '(0)'), digits(0, 14)),
    fc.array(
      fc.oneof(
        digits(1, 5),
        fc.constantFrom(
          '+',
          '00',
          '(0)',
          ' ',
          '-',
          '/',
          '.',
          ' x',
          ' tst. ',
          'sip:',
          'tel:',
          '@',
          ';',
          '<',
          '>',
          '*',
          '#',
        ),
        fc.constantFrom('local:', 'anonymous', '\u200e', '\u00a0', '٣', '１', ',', '"', 'é', '%2B', '\u0000'),
      ),
      { maxLength: 8 },
    ),
    fc.array(fc.string({ unit: 'binary' })),
  )
  .map((parts) => parts.join(''));

describe('the fast path', () => {
  const plain = fc
    .tuple(fc.constantFrom('0', '31', '+31', '0031', '031', '+0', '32', '00', '+', ' 31', ''), digits(8, 10))
    .map((parts) => parts.join(''));
  const almost = fc
    .tuple(plain, fc.nat(13), fc.constantFrom('', ' ', '-', '0', '+', '٣', '：', '/', 'x', '\u0000', '\ud800'))
    .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1));
  const reserved = fc
    .tuple(fc.constantFrom('0', '31', '+31', '0031'), fc.constantFrom('8', '9', '14', '112', '266', '1'), digits(4, 9))
    .map((parts) => parts.join(''));
  const special = fc.constantFrom('0000000000', '0266696687', '266696687', '+31266696687', '3126669668', '0140201234');

  test('reads a number as the numbering plans read it, or leaves it to them', () => {
    let answered = 0;
    fc.assert(
      fc.property(fc.oneof(plain, almost, reserved, special), writer, (text, writer) => {
        const fast = parsePlainDutchNumber(text);
        fc.pre(fast !== undefined);
        answered++;
        expect(fast).toBe(parseByPlan(text, 'NL', writer));
      }),
      { numRuns: 5000 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  test.each(['+31', '31', '0031', '0'])('answers %s and nine digits in every range of the plan', (prefix) => {
    for (let range = 100; range < 1000; range++) {
      const text = `${prefix}${range}266696`;
      expect(parsePlainDutchNumber(text)).toBe(`+31${range}266696`);
      expect(parseByPlan(text, 'NL', 'pbx')).toBe(`+31${range}266696`);
      expect(parseByPlan(text, 'NL', 'file')).toBe(`+31${range}266696`);
    }
  });

  test('is for the Netherlands only', () => {
    expect(parsePhoneNumber('0612345678', 'BE', 'pbx')).not.toBe('+31612345678');
    expect(parsePhoneNumber('0612345678', 'FR', 'file')).toBe('+33612345678');
  });
});

describe('any text', () => {
  test('is a canonical number or none', () => {
    fc.assert(
      fc.property(numberish, country, writer, (text, country, writer) => {
        const number = parsePhoneNumber(text, country, writer);
        expect(number ?? '+31201234567').toMatch(/^(?:\+[1-9]\d{3,16}|local:(?:\d{1,6}|[*#][\d*#]{1,31}))$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('has a canonical form that is its own, for every country and writer', () => {
    fc.assert(
      fc.property(numberish, country, writer, country, writer, (text, country, writer, otherCountry, otherWriter) => {
        const number = parsePhoneNumber(text, country, writer);
        fc.pre(number !== undefined);
        expect(parsePhoneNumber(number, otherCountry, otherWriter)).toBe(number);
      }),
      { numRuns: 2000 },
    );
  });

  test('that is withheld is no number', () => {
    fc.assert(
      fc.property(numberish, country, writer, (text, country, writer) => {
        fc.pre(isWithheld(text));
        expect(parsePhoneNumber(text, country, writer)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('every spelling of one number is one number', () => {
  const subscriber = fc
    .tuple(fc.constantFrom('20', '30', '10', '70', '182', '85', '88', '61', '65', '91'), digits(7, 7))
    .map(([area, rest]) => (area + rest).slice(0, 9));
  const prefix = fc.constantFrom(
    '+31',
    '0031',
    '00 31 ',
    '31',
    '0',
    '',
    '+31 (0)',
    '0031(0)',
    '+31 0',
    '(0)',
    '+0',
    '++31',
  );
  const separator = fc.constantFrom('', ' ', '-', '.', ' - ', '\u00a0', '\u2011', '\u200e', ') ');
  const around = fc.constantFrom(
    '%',
    'tel:%',
    'sip:%@pbx.example',
    '<sip:%@192.0.2.1>',
    '"X" <%>',
    '% x12',
    '% tst. 1',
    '%\u200e',
    'Tel. %',
  );

  test('of the Netherlands', () => {
    fc.assert(
      fc.property(
        subscriber,
        prefix,
        separator,
        fc.integer({ min: 1, max: 4 }),
        around,
        writer,
        (subscriber, prefix, separator, at, around, writer) => {
          // Without its zero it may be a number abroad, which a PBX means first.
          fc.pre(prefix !== '' || writer === 'file' || !isValidPhoneNumber(`+${subscriber}`));
          const written = prefix + subscriber.slice(0, at) + separator + subscriber.slice(at);
          expect(parsePhoneNumber(around.replace('%', written), 'NL', writer)).toBe(`+31${subscriber}`);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('of any country, between two people who say which', () => {
    fc.assert(
      fc.property(fc.tuple(country, digits(4, 13)), country, writer, ([home, national], country, writer) => {
        const number = parsePhoneNumber(national, home, 'file');
        fc.pre(number !== undefined && isValidPhoneNumber(number));
        const bare = number.slice(1);
        for (const text of [
          `00${bare}`,
          `+${bare.slice(0, 3)} ${bare.slice(3)}`,
          `tel:${number}`,
          `sip:${number}@pbx.example`,
        ]) {
          expect(parsePhoneNumber(text, country, writer)).toBe(number);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('numbers that differ in one digit are two numbers', () => {
  fc.assert(
    fc.property(digits(9, 9), fc.nat(8), fc.integer({ min: 1, max: 9 }), writer, (subscriber, at, more, writer) => {
      const changed = String((Number(subscriber[at]) + more) % 10);
      const other = subscriber.slice(0, at) + changed + subscriber.slice(at + 1);
      const number = parsePhoneNumber(`+31${subscriber}`, 'NL', writer);
      fc.pre(number !== undefined);
      expect(parsePhoneNumber(`+31${other}`, 'NL', writer)).not.toBe(number);
    }),
  );
});
