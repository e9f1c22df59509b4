import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { makeSafe, renderName, type Charset } from '../../src/domain/display-name.ts';

const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029"<>\\;${}%]/u;
const OF_CHARSET: Readonly<Record<Charset, RegExp>> = {
  utf8: /^[^]*$/,
  latin1: /^[\u0020-\u007e\u00a0-\u00ff]*$/,
  ascii: /^[\u0020-\u007e]*$/,
};

/** Texts that hold what names seldom do. */
const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'abcXYZ éüßĳŁ&-/().'.split(''), 'van', 'de ', '  ') },
      { weight: 2, arbitrary: fc.constantFrom(...'"<>\\;${}%\t\r\n\0\u0085\u2028\u00a0\u00ad\u3000'.split('')) },
      { weight: 2, arbitrary: fc.constantFrom('\u200b', '\u200d', '\u202e', '\u2066', '\ufeff', '\ufe0f', '\u034f') },
      { weight: 2, arbitrary: fc.constantFrom('\u0301', '\u0308', '\u0338', '\u0323', '\u1100', '\u1161', '\u11a8') },
      {
        weight: 2,
        arbitrary: fc.constantFrom('\ud800', '\udc00', '\ud83d', '👨‍👩‍👧', '🇳🇱', '👍🏽', '\u{1f1f3}', 'क्षि', '王'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom('\u037e', '\u226e', '\u1fef', '＜', '％', '“', '€', '\ufffe', '\u{e0041}'),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

const text = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const charset = fc.constantFrom<Charset>('utf8', 'latin1', 'ascii');
const template = fc.oneof(
  fc.constantFrom(null, '{company} - {person}', 'Klant: {person}', '[{company}] {person}', '({person}, {company})'),
  fc
    .array(fc.constantFrom('{person}', '{company}', '(', ')', '[', ']', ' ', '-', 'x', '\u0301', '\ud800', '"'))
    .map((pieces) => pieces.join('')),
);
const display = fc.record({ template, max: fc.integer({ min: 1, max: 30 }), charset });
const name = fc.record({ person: fc.option(text), company: fc.option(text) });

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function graphemesOf(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

describe('whatever the name', () => {
  test('it never exceeds what the phone shows', () => {
    fc.assert(
      fc.property(name, text, display, (name, text, display) => {
        expect(graphemesOf(renderName(name, display)).length).toBeLessThanOrEqual(display.max);
        expect(graphemesOf(makeSafe(text, display)).length).toBeLessThanOrEqual(display.max);
      }),
    );
  });

  test('no forbidden character leaves, and none that the charset lacks', () => {
    fc.assert(
      fc.property(name, text, display, (name, text, display) => {
        for (const shown of [renderName(name, display), makeSafe(text, display)]) {
          expect(shown).not.toMatch(FORBIDDEN);
          expect(shown).toMatch(OF_CHARSET[display.charset]);
          expect(shown).not.toMatch(/^ | $| {2}/);
          expect(shown).toBe(shown.normalize());
        }
      }),
    );
  });

  test('a cut takes whole graphemes off the end, and no more than it must or a third for a whole word', () => {
    fc.assert(
      fc.property(text, display, (text, display) => {
        const whole = graphemesOf(makeSafe(text, { ...display, max: Number.MAX_SAFE_INTEGER }));
        const shown = makeSafe(text, display);
        expect(whole.slice(0, graphemesOf(shown).length).join('')).toBe(shown);
        const lost = Math.min(whole.length, display.max) - graphemesOf(shown).length;
        expect(lost).toBeLessThanOrEqual(whole.length <= display.max ? 0 : Math.max(1, display.max / 3));
      }),
    );
  });

  test('what is safe stays as it is', () => {
    fc.assert(
      fc.property(name, text, display, (name, text, display) => {
        for (const shown of [renderName(name, display), makeSafe(text, display)]) {
          expect(makeSafe(shown, display)).toBe(shown);
        }
      }),
    );
  });

  test('something is shown of a name of which anything can be shown', () => {
    fc.assert(
      fc.property(name, display, (name, display) => {
        const parts = [name.person, name.company].map((part) => makeSafe(part ?? '', display));
        expect(renderName(name, display) !== '').toBe(parts.some((part) => part !== ''));
      }),
    );
  });

  test('no more of it is read than a phone could show', () => {
    const accents = '\u0301\u0316'.repeat(50_000);
    const everything = { template: null, max: Infinity, charset: 'utf8' } as const;
    expect(makeSafe(`Jan e${accents}`, everything)).toBe('Jan');
    for (const text of [`é\n${'Jan '.repeat(50_000)}`, 'Jan'.repeat(50_000), 'ß'.repeat(50_000)]) {
      expect(makeSafe(text, everything).length).toBeLessThanOrEqual(2000);
    }
  });
});

test('every character that needs nothing done is left alone, and only those', () => {
  for (let code = 0; code < 0x250; code++) {
    const character = String.fromCharCode(code);
    const isFine = character === character.normalize() && !FORBIDDEN.test(character) && !/\s/.test(character);
    expect([
      code,
      makeSafe(`a${character}b`, { template: null, max: 9, charset: 'utf8' }) === `a${character}b`,
    ]).toEqual([code, isFine || character === ' ']);
  }
});
