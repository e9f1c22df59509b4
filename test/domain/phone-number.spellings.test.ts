import { describe, expect, test } from '@jest/globals';
import { parsePhoneNumber, type Writer } from '../../src/domain/phone-number.ts';

const WRITERS: readonly Writer[] = ['pbx', 'file'];

function both(text: string) {
  return WRITERS.map((writer) => parsePhoneNumber(text, 'NL', writer));
}

describe('every spelling of a Dutch number is that number, whoever wrote it', () => {
  test.each([
    '+31201234567',
    '0031201234567',
    '31201234567',
    '0201234567',
    '201234567',
    // A trunk zero that was kept behind the country code.
    '+310201234567',
    '00310201234567',
    '310201234567',
    // A plus in front of what is no country code.
    '+0201234567',
    '+0031201234567',
    '++31201234567',
    // Punctuation.
    '+31 20 123 45 67',
    '+31-20-1234567',
    '+31.20.123.45.67',
    '31.201.234.567',
    '(020) 123 45 67',
    '(020)1234567',
    '020-1234567',
    '020 - 123 4567',
    '020/1234567',
    '020 / 123 45 67',
    '(+31) 20 1234567',
    '[+31] 20 1234567',
    '020-1234567.',
    // The optional zero.
    '+31 (0)20 123 45 67',
    '+31(0)201234567',
    '+31 ( 0 ) 20 1234567',
    '+31 (020) 123 45 67',
    '（０２０）１２３－４５６７',
    '0031 (0)20-1234567',
    '31 (0)20 1234567',
    '(0)20-1234567',
    // What spreadsheets and their users add.
    "'0201234567",
    '="0201234567"',
    '"020-1234567"',
    '201234567.0',
    '31201234567.0',
    '31201234567,00',
    // What copying adds.
    '\u200e+31 20 123 45 67\u200e',
    '\u202a020-1234567\u202c',
    '\ufeff0201234567',
    '020\u00ad1234567',
    '020\u00a0123\u202f45\u200967',
    '020\u2011123\u201345\u221267',
    '020–123 45 67',
    '\t0201234567\r\n',
    '020\u00001234567',
    '０２０１２３４５６７',
    '＋３１ ２０ １２３４５６７',
    '٠٢٠١٢٣٤٥٦٧',
    '०२०१२३४५६७',
    '𝟎𝟐𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕',
    // Addresses.
    'tel:+31201234567',
    'tel:+31-20-1234567',
    'tel://0201234567',
    'TEL:020-1234567;ext=12',
    'tel:201234567;phone-context=+31',
    'tel:1234567;phone-context=+31-20',
    'sip:+31201234567@pbx.example',
    'sip:0201234567@pbx.example;transport=udp',
    'SIPS:31201234567@192.0.2.1:5061',
    'sip:+31201234567;phone-context=example.com@pbx.example;user=phone',
    'sip:0201234567@pbx.example?subject=hi',
    'sip:%2B31201234567@pbx.example',
    'sip:0201234567',
    '<sip:+31201234567@pbx.example>;tag=1c2d',
    '"Jansen, 2e etage" <sip:+31201234567@pbx.example>',
    'Jansen <0201234567>',
    '0201234567@pbx.example',
    // An extension behind it.
    '020-1234567 x12',
    '020-1234567x12',
    '020-1234567 ext. 12',
    '020-1234567 ext 12',
    '020-1234567, extension 12',
    '020-1234567 toestel 12',
    '020-1234567 (toestel 12)',
    '020-1234567 tst. 12',
    '020-1234567 tst 12',
    '020-1234567 tst.12',
    '020-1234567 / doorkies 12',
    '020-1234567 Durchwahl 12',
    '020-1234567 DW 12',
    '020-1234567 int. 12',
    '020-1234567;ext=12',
    // Words around it.
    'Tel. 020-1234567',
    'T: 020 1234567',
    '020-1234567 (privé)',
    '020-1234567 Jan',
    '020-1234567 niet na zessen bellen',
  ])('%j', (text) => {
    expect(both(text)).toEqual(['+31201234567', '+31201234567']);
  });
});

test('digits of every script that has them are digits', () => {
  const scripts = Intl.supportedValuesOf('numberingSystem')
    .map((system) => new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }))
    .filter((script) => /^\p{Nd}$/u.test(script.format(0)));
  expect(scripts.length).toBeGreaterThan(50);
  for (const script of scripts) {
    expect(both(`+${script.format(31_208_649_753)}`)).toEqual(['+31208649753', '+31208649753']);
  }
});

test('where numbers have many lengths, two numbers around a slash are not a longer one', () => {
  expect(parsePhoneNumber('030 12345 / 67890', 'DE', 'file')).toBeUndefined();
  expect(parsePhoneNumber('030 123456 / 7', 'DE', 'file')).toBeUndefined();
  expect(parsePhoneNumber('030 / 12345', 'DE', 'file')).toBe('+493012345');
});

describe('no number', () => {
  test.each([
    '',
    '   ',
    'anonymous',
    '0000000000',
    '+266696687',
    'n.v.t.',
    '-',
    '?',
    '+',
    'local:',
    'local:0',
    'local:0201234567',
    'local:1234567',
    'local:*',
    '*',
    '#',
    'abc',
    'jan@example.com',
    'sip:jan@example.com',
    'sip:jan2@example.com',
    'sip:192.0.2.1',
    'sip:192.0.2.1:5060',
    'sip:pbx.example.com',
    '+101',
    '3.16123E+10',
    '3,16123E+10',
    '3,14',
    '2026-11-05T12:00',
    '999999999999999999',
    '0201234567890123',
    'A0201234567',
    '0201234567Jan',
    '0900-BEL',
    '0800-FLOWERS',
    '112 alarm',
    'kamer 12',
    'kamer 12 0201234567',
    '+3120123xxxx',
    '020123****',
    '0201234567#12',
    '020123????',
    '020-1234567 / 06-12345678',
    '020-1234567/06-12345678',
    '020-1234567/8',
    '020-1234567, 06-12345678',
    '020-1234567; 06-12345678',
    '020-1234567 of 06-12345678',
    '020-1234567 t/m 99',
    '020-1234567 - 99',
    '020-1234567 06-12345678',
    '110 / 112',
    '201 - 299',
    '201-299',
    '12.03',
    '0201234567\u0000\u0000x'.repeat(4),
  ])('%j', (text) => {
    expect(both(text)).toEqual([undefined, undefined]);
  });

  test.each([
    ['a number and more than a line of spaces', '020 123 45 67'.padEnd(129)],
    ['characters that stand for many', '\ufdfa'.repeat(128)],
    ['very many digits', '1'.repeat(100_000)],
    ['very many zeros', '0'.repeat(100_000)],
  ])('%s', (_, text) => {
    expect(both(text)).toEqual([undefined, undefined]);
  });
});
