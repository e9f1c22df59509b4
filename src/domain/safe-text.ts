import anyAscii from 'any-ascii';
import { cutToUnits } from './graphemes.ts';

/** The characters a phone can show. Texts in any of them are still sent as UTF-8. */
export type Charset = 'utf8' | 'latin1' | 'ascii';

/** Takes away what one kind of reader cannot bear beyond the rules for all; put before the length is measured. */
export type Respell = (text: string) => string;

/**
 * Any text without what must never reach a phone: control, bidirectional and zero-width characters, halves of surrogate
 * pairs and `" < > \ ; $ { } %`. In NFC, on one line, with single spaces, in the charset. Doing it twice changes nothing.
 */
export function safeText(text: string, charset: Charset, respell?: Respell): string {
  const short = cutToUnits(MOST_UNITS, text);
  const safe = isSafe(short) ? short : strip(short);
  const transliterated = transliterate(safe, charset);
  const spelled = respell ? respell(transliterated) : transliterated;
  return spelled === safe || isSafe(spelled) ? spelled : strip(spelled);
}

/** More than any phone shows. Without a bound, normalising a long run of accents takes seconds, and a phone rings. */
const MOST_UNITS = 2000;

/** Of the characters before U+0180: those that need nothing done whatever stands beside them, and the space. */
const OTHER = 0;
const PLAIN = 1;
const SPACE = 2;
const kinds = new Uint8Array(0x180).map((_, code) => {
  if (code === 0x20) return SPACE;
  const isPrintable = (code > 0x20 && code < 0x7f) || (code > 0xa0 && code !== 0xad);
  return isPrintable && !'"<>\\;${}%'.includes(String.fromCharCode(code)) ? PLAIN : OTHER;
});

/** True for nearly every name there is, and they need nothing done: this runs while a phone rings. */
function isSafe(text: string): boolean {
  let before = SPACE;
  for (let index = 0; index < text.length; index++) {
    const kind = kinds[text.charCodeAt(index)] ?? OTHER;
    if (kind === OTHER || (kind === SPACE && before === SPACE)) return false;
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
