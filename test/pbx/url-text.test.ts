import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodePercent, restoreUtf8 } from '../../src/pbx/url-text.ts';

describe('percent-decoding', () => {
  test('undoes encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePercent(encodeURIComponent(text))).toBe(text);
      }),
    );
  });

  test('decodes what it can beside what is none', () => {
    expect(decodePercent('caf%C3%A9 100% %zz %E2%82%AC')).toBe('café 100% %zz €');
    expect(decodePercent('%FF%C3%A9')).toBe('\ufffdé');
  });

  test('leaves a plus a plus', () => {
    expect(decodePercent('+31%206')).toBe('+31 6');
  });

  test('takes anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('%', '4', '1', 'E', '9', 'z', '\ud800', '/') }), (text) => {
        expect(decodePercent(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('a request line', () => {
  test.each([
    ['UTF-8 that was not escaped', Buffer.from('name=Jörg ’t Hart').toString('latin1'), 'name=Jörg ’t Hart'],
    ['Latin-1', 'name=Jörg', 'name=Jörg'],
    ['ASCII', 'name=Jan%C3%B6', 'name=Jan%C3%B6'],
    ['what never was bytes', 'Ã¶ ĳ', 'Ã¶ ĳ'],
  ])('of %s', (_, received, meant) => {
    expect(restoreUtf8(received)).toBe(meant);
  });
});
