import { describe, expect, test } from '@jest/globals';
import { makeSafe, renderName, type Display } from '../../src/domain/display-name.ts';

const DISPLAY: Display = { template: null, max: 40, charset: 'utf8' };

function withoutAmpersand(text: string): string {
  return text.replaceAll('&', ' and ').replaceAll('#', ' ');
}

describe('a name is shown by its template', () => {
  const PERSON = 'Piet de Vries';
  const COMPANY = 'Bakkerij Smit';

  test.each([
    { template: null, both: 'Piet de Vries (Bakkerij Smit)', person: PERSON, company: COMPANY },
    { template: '{company} - {person}', both: 'Bakkerij Smit - Piet de Vries', person: PERSON, company: COMPANY },
    { template: '{company}, {person}', both: 'Bakkerij Smit, Piet de Vries', person: PERSON, company: COMPANY },
    { template: '{person} van {company}', both: 'Piet de Vries van Bakkerij Smit', person: PERSON, company: COMPANY },
    { template: '[{company}] {person}', both: '[Bakkerij Smit] Piet de Vries', person: PERSON, company: COMPANY },
    {
      template: '{person} (van {company})',
      both: 'Piet de Vries (van Bakkerij Smit)',
      person: PERSON,
      company: COMPANY,
    },
    {
      template: '({person} / {company})',
      both: '(Piet de Vries / Bakkerij Smit)',
      person: `(${PERSON})`,
      company: `(${COMPANY})`,
    },
    {
      template: '{person} [bij {company}]',
      both: 'Piet de Vries [bij Bakkerij Smit]',
      person: PERSON,
      company: COMPANY,
    },
    { template: 'Klant: {person}', both: 'Klant: Piet de Vries', person: 'Klant: Piet de Vries', company: COMPANY },
    {
      template: 'Klant: {person} - {company}',
      both: 'Klant: Piet de Vries - Bakkerij Smit',
      person: 'Klant: Piet de Vries',
      company: 'Klant: Bakkerij Smit',
    },
    {
      template: '{person} ({company}, klant)',
      both: 'Piet de Vries (Bakkerij Smit, klant)',
      person: PERSON,
      company: 'Bakkerij Smit, klant',
    },
    {
      template: '{person} ({company}) *',
      both: 'Piet de Vries (Bakkerij Smit) *',
      person: 'Piet de Vries *',
      company: 'Bakkerij Smit *',
    },
    { template: '{person}', both: PERSON, person: PERSON, company: COMPANY },
    { template: '{company}', both: COMPANY, person: PERSON, company: COMPANY },
    { template: '', both: PERSON, person: PERSON, company: COMPANY },
    { template: 'no such parts', both: PERSON, person: PERSON, company: COMPANY },
  ])('$template', ({ template, both, person, company }) => {
    const display = { ...DISPLAY, template };
    expect(renderName({ person: PERSON, company: COMPANY }, display)).toBe(both);
    expect(renderName({ person: PERSON, company: null }, display)).toBe(person);
    expect(renderName({ person: null, company: COMPANY }, display)).toBe(company);
    expect(renderName({ person: null, company: null }, display)).toBe('');
  });

  test.each(['', '   ', '\u200b', '"'])('a part of which nothing can be shown (%j) is an empty one', (nothing) => {
    expect(renderName({ person: PERSON, company: nothing }, DISPLAY)).toBe(PERSON);
    expect(renderName({ person: nothing, company: COMPANY }, DISPLAY)).toBe(COMPANY);
    expect(renderName({ person: nothing, company: nothing }, DISPLAY)).toBe('');
  });

  test('brackets in a name are the name’s own', () => {
    expect(renderName({ person: 'Piet (Pietje)', company: null }, DISPLAY)).toBe('Piet (Pietje)');
    expect(renderName({ person: 'Piet {company}', company: null }, DISPLAY)).toBe('Piet company');
  });
});

describe('what is longer than the phone shows', () => {
  const person = 'Piet de Vries';
  const company = 'Bakkerij Smit & Zonen';
  const name = { person, company };

  test.each([
    { max: 37, name, shown: 'Piet de Vries (Bakkerij Smit & Zonen)', because: 'it fits' },
    { max: 36, name, shown: 'Piet de Vries', because: 'the person fits' },
    { max: 13, name, shown: 'Piet de Vries', because: 'the person fits exactly' },
    { max: 12, name, shown: 'Piet de Vrie', because: 'neither fits, and the person is cut' },
    { max: 12, name: { person, company: 'Smit' }, shown: 'Smit', because: 'the company fits and the person does not' },
    { max: 20, name: { person: null, company }, shown: 'Bakkerij Smit &', because: 'there is only a company to cut' },
    { max: 3, name, shown: 'Pie', because: 'a word is longer than the phone' },
  ])('in $max, $shown: $because', ({ max, name, shown }) => {
    expect(renderName(name, { ...DISPLAY, max })).toBe(shown);
  });

  test('gives way whatever the template', () => {
    expect(renderName(name, { ...DISPLAY, template: '{company} - {person}', max: 30 })).toBe('Piet de Vries');
    expect(renderName(name, { ...DISPLAY, template: 'Klant: {person}', max: 13 })).toBe('Piet de Vries');
  });

  test('is measured as it is shown, not as it is stored', () => {
    expect(renderName({ person: 'Jürg Weiß', company: null }, { ...DISPLAY, max: 9 })).toBe('Jürg Weiß');
    expect(renderName({ person: 'Jürg Weiß', company: null }, { ...DISPLAY, max: 9, charset: 'ascii' })).toBe(
      'Jurg Weis',
    );
    expect(renderName({ person: 'Jan\u200b\u200b\u200b', company: 'AB' }, { ...DISPLAY, max: 8 })).toBe('Jan (AB)');
    expect(renderName({ person: 'क्षत्रि', company: 'AB' }, { ...DISPLAY, max: 7 })).toBe('क्षत्रि (AB)');
  });
});

describe('a cut', () => {
  test.each([
    ['Annemarie van Dijk', 18, 'Annemarie van Dijk', 'nothing is cut that fits'],
    ['Annemarie van Dijk', 17, 'Annemarie van', 'after a whole word'],
    ['Annemarie van Dijk', 13, 'Annemarie van', 'which may end exactly there'],
    ['Annemarie van Dijk', 12, 'Annemarie', 'a word costs 3 of 12'],
    ['Wil Vereecken', 6, 'Wil Ve', 'a word would cost 3 of 6, more than a third'],
    ['Anne Vereecken', 6, 'Anne', 'a word costs 2 of 6, a third'],
    ['Jan Vereecken', 4, 'Jan', 'no space at the end'],
    ['Vereecken', 4, 'Vere', 'there is no word to end after'],
    ['👍🏽👍🏽👍🏽', 2, '👍🏽👍🏽', 'a grapheme of several characters is one'],
    ['🇳🇱🇧🇪🇩🇪', 2, '🇳🇱🇧🇪', 'so is a flag'],
    ['x\u0323\u0302yz', 2, 'x\u0323\u0302y', 'so is a letter with its accents'],
    ['क्षत्रिय', 2, 'क्षत्रि', 'so is a syllable'],
    ['J. de Vries', 3, 'J.', 'nor where a word costs too much'],
    ['O de Vries', 2, 'O', 'not even then'],
    ['Jan', 1, 'J', 'as little as one'],
  ])('of %s to %d is %s: %s', (text, max, shown) => {
    expect(makeSafe(text, { ...DISPLAY, max })).toBe(shown);
  });
});

describe('what never reaches a phone', () => {
  test.each([
    ['<b>"Jan"</b>', 'bJan/b'],
    ['Jan; DROP $x {y} 100%\\', 'Jan DROP x y 100'],
    ['Jan\r\nde\tVries', 'Jan de Vries'],
    ['Jan\u2028de\u0085Vries', 'Jan de Vries'],
    ['  Jan \u00a0 de\u3000Vries ', 'Jan de Vries'],
    ['Jan\0\u0007 de\u001b[31m', 'Jan de[31m'],
    ['\u202eneJ\u202c \u2066x\u2069\u200f', 'neJ x'],
    ['J\u200ba\u200cn\u200d\ufeff\u2060\u00ad', 'Jan'],
    ['Jan\u115f\u3164\uffa0\u034f\ufe0f', 'Jan'],
    ['Jan\ufff9\u0600\u{e0041}', 'Jan'],
    ['Jan\ud800 \udc00Smit\ufffe', 'Jan Smit'],
    ['Jan ; de ; Vries', 'Jan de Vries'],
    ['\u037e', ''],
    ['', ''],
  ])('%j becomes %j', (text, shown) => {
    expect(makeSafe(text, DISPLAY)).toBe(shown);
  });

  test.each([
    ["Jan d'Hooghe-’t Hart, 3e / A&B + C=1 #2 (x) [y] *!?@^_`|~:.", 'stays as it is'],
    ['José Ñuñez Øster Çelik Łukasz Žižek Ĳsbrand', 'stays as it is'],
    ['王小明 Иванов Ελένη שלום مرحبا', 'stays as it is'],
  ])('%s %s', (text) => {
    expect(makeSafe(text, { ...DISPLAY, max: 100 })).toBe(text);
  });

  test('letters and accents are put together, also those that something forbidden held apart', () => {
    expect(makeSafe('Rene\u0301', DISPLAY)).toBe('Ren\u00e9');
    expect(makeSafe('Rene\u200b\u0301', DISPLAY)).toBe('Ren\u00e9');
    expect(makeSafe('Rene;\u0301', DISPLAY)).toBe('Ren\u00e9');
  });
});

describe('charsets', () => {
  test.each([
    ['é ü ß ĳ Ĳ', 'é ü ß ij IJ', 'e u ss ij IJ'],
    ['Rene\u0301 Łukasz', 'René Lukasz', 'Rene Lukasz'],
    ['’t Hart – “Café”', "'t Hart - Café", "'t Hart - Cafe"],
    ['€ 5 … ©', 'EUR 5 ... ©', 'EUR 5 ... (C)'],
    ['Ελένη Иванов', 'Eleni Ivanov', 'Eleni Ivanov'],
    ['＜b＞；100％', 'b100', 'b100'],
    ['a ＜ b', 'a b', 'a b'],
    ['½ £', '½ £', '1/2 GBP'],
  ])('%s is %s in latin1 and %s in ascii', (text, latin1, ascii) => {
    expect(makeSafe(text, { ...DISPLAY, charset: 'latin1' })).toBe(latin1);
    expect(makeSafe(text, { ...DISPLAY, charset: 'ascii' })).toBe(ascii);
  });
});

describe('a reader that forbids more', () => {
  test('is obeyed before the length is measured', () => {
    const display = { ...DISPLAY, max: 12 };
    expect(makeSafe('Smit & Zonen', display)).toBe('Smit & Zonen');
    expect(makeSafe('Smit & Zonen', display, withoutAmpersand)).toBe('Smit and');
    expect(renderName({ person: 'Jo', company: 'A&B' }, display, withoutAmpersand)).toBe('Jo (A and B)');
    expect(renderName({ person: 'Jo #', company: '#' }, display, withoutAmpersand)).toBe('Jo');
  });

  test('also in what came of transliteration', () => {
    expect(makeSafe('A＆B', { ...DISPLAY, charset: 'ascii' }, withoutAmpersand)).toBe('A and B');
  });
});
