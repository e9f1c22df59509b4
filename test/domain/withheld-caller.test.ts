import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parsePhoneNumber } from '../../src/domain/phone-number.ts';
import { isWithheld } from '../../src/domain/withheld-caller.ts';

describe('withheld', () => {
  const english = ['anonymous', 'private', 'restricted', 'unavailable', 'unknown', 'withheld', 'Unknown Caller'];
  const dutch = ['anoniem', 'onbekend', 'afgeschermd', 'privé', 'geheim nummer'];
  const german = ['anonym', 'unbekannt', 'unterdrückt'];
  const words = [...english, ...dutch, ...german];
  const digits = ['0', '00', '0000000000', '+0000000000', '000-000 00 00', '266696687', '+266696687', '+266 69 66 87'];
  const nothing = ['', ' ', '\t', '\u200e', '-', '<>', 'sip:@pbx.example'];

  test.each([...words, ...words.map((word) => word.toUpperCase()), ...digits, ...nothing])('%j', (text) => {
    expect(isWithheld(text)).toBe(true);
  });

  test.each([
    'sip:anonymous@anonymous.invalid',
    'SIP:Anonymous@192.0.2.1:5060;transport=udp',
    'sips:restricted@pbx.example',
    'sip:anonymous.invalid',
    'anonymous@anonymous.invalid',
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1c2d',
    'Anoniem <anoniem>',
    '<unknown>',
    'tel:anonymous',
    'sip:0000000000@pbx.example',
    'sip:+266696687@pbx.example',
    'sip:192.0.2.1',
  ])('also as an address: %s', (text) => {
    expect(isWithheld(text)).toBe(true);
  });

  test('is never a number, by whatever case, address and space around it', () => {
    const word = fc.constantFrom(...words, ...digits);
    const around = fc.constantFrom('%', ' % ', 'sip:%@pbx.example', '"X" <sip:%@pbx.example>', 'tel:%', '\u200e%');
    fc.assert(
      fc.property(word, around, fc.boolean(), fc.constantFrom('pbx', 'file'), (word, around, upper, writer) => {
        const text = around.replace('%', upper ? word.toUpperCase() : word);
        expect(isWithheld(text)).toBe(true);
        expect(parsePhoneNumber(text, 'NL', writer)).toBeUndefined();
      }),
    );
  });
});

describe('not withheld', () => {
  test.each([
    ['a number', '0201234567'],
    ['an extension', '201'],
    ['a feature code', '*97'],
    ['a number that holds the digits of ANONYMOUS', '0266696687'],
    ['a name that holds such a word', 'Anonymous Coffee'],
    ['a company', 'Private Banking BV'],
    ['a number under an anonymous display name', '"Anonymous" <sip:0201234567@pbx.example>'],
    ['a SIP user with a name', 'sip:jan@pbx.example'],
    ['a name that is no word of ours', 'jan'],
    ['a text too long to be a caller', ' '.repeat(1000)],
  ])('%s: %.40s', (_, text) => {
    expect(isWithheld(text)).toBe(false);
  });
});
