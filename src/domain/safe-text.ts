import anyAscii from 'any-ascii';
import { cutToUnits } from './graphemes.ts';

/** The characters a phone can show. Texts in any of them are still sent as UTF-8. */
export type Charset = 'utf8' | 'latin1' | 'ascii';

/** Takes away what one kind of reader cannot bear beyond the rules for all; put before the length is measured. */
export type Respell = (text: string) => string;

const LAST_CODE: Readonly<Record<Charset, number>> = { ascii: 0x7e, latin1: 0xff, utf8: 0x17f };

/**
 * Any text without what must never reach a phone: control, bidirectional and zero-width characters, halves of surrogate
 * pairs and `" < > \ ; $ { } %`. In NFC, on one line, with single spaces, in the charset. Doing it twice changes nothing.
 */
export function safeText(text: string, charset: Charset, respell?: Respell): string {
  if (isSafe(text, charset)) {
    const respelled = respell ? respell(text) : text;
    return respelled === text ? text : strip(respelled);
  }
  const spelled = transliterate(strip(cutToUnits(MOST_UNITS, text)), charset);
  return strip(respell ? respell(spelled) : spelled);
}

/** More than any phone shows. Without a bound, normalising a long run of accents takes seconds. */
const MOST_UNITS = 2000;

/** Kinds of characters of whom nothing needs to be known but themselves. */
const FORBIDDEN = 0;
const PLAIN = 1;
const SPACE = 2;
const kinds = new Uint8Array(0x180).map((_, code) => {
  if (code === 0x20) return SPACE;
  const printable = (code > 0x20 && code < 0x7f) || (code > 0xa0 && code !== 0xad);
  return printable && !'"<>\\;${}%'.includes(String.fromCharCode(code)) ? PLAIN : FORBIDDEN;
});

/** True for nearly every name there is, and they need nothing done: this runs while a phone rings. */
function isSafe(text: string, charset: Charset): boolean {
  const last = LAST_CODE[charset];
  let before = SPACE;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const kind = code <= last ? (kinds[code] ?? FORBIDDEN) : FORBIDDEN;
    if (kind === FORBIDDEN || (kind === SPACE && before === SPACE)) return false;
    before = kind;
  }
  return before !== SPACE || text === '';
}

function strip(text: string): string {
  return (
    text
      .normalize()
      .replaceAll(/[\t-\r\u0085\p{Z}]+/gu, ' ')
      .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}"<>\\;${}%]+/gu, '')
      .replaceAll(/ {2,}/g, ' ')
      .trim()
      // What was taken away may have stood between a letter and its accent.
      .normalize()
  );
}

function transliterate(text: string, charset: Charset): string {
  if (charset === 'utf8') return text;
  return text.replaceAll(charset === 'ascii' ? /[^\u0020-\u007e]+/g : /[^\u0020-\u007e\u00a0-\u00ff]+/g, anyAscii);
}
