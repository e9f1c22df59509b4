import type { NumberRange } from '../../domain/number-range.ts';
import { parsePhoneNumber, type Country, type PhoneNumber } from '../../domain/phone-number.ts';

/** What the phone cells of one entry hold, added up. */
export interface CellNumbers {
  readonly numbers: PhoneNumber[];
  readonly ranges: NumberRange[];
  /** How many of the numbers had to be mended. */
  repaired: number;
}

/** What people write where there is no number, without case and punctuation. */
const NOTHING = new Set(
  `nvt na nee geen leeg onbekend anoniem prive afgeschermd none no null nil unknown anonymous private restricted
  unavailable withheld keine unbekannt x`.split(/\s+/),
);

const SEPARATORS = /\s*(?: ::: |[;|\n]| \/ |, | of | en | or | and | oder | und )\s*/i;

const EXTENSION =
  /[\s,]*\(?\b(?:toestel|tst|doorkies|dkn|int|intern|ext|extension|durchwahl|dw|nst|x)\b[.:]?\s*\d{1,6}\)?$/i;

/** The `'0612…` and `="0612…"` by which people keep Excel's hands off a number. */
const GUARD = /^(?:'|=?"(.*)"$)/s;

/**
 * Adds the numbers of one cell to `found`. Answers why the cell cannot be used, or undefined when it can, which it
 * also can where it says there is no number ("n.v.t.").
 */
export function readPhoneCell(text: string, country: Country, found: CellNumbers): string | undefined {
  if (isPlain(text)) {
    const number = parsePhoneNumber(text, country, 'file');
    if (number !== undefined) {
      add(found, number, text, country);
      return undefined;
    }
  }
  return readUnusualCell(clean(text), country, found);
}

/** Digits with the usual punctuation, beginning with a zero or a plus: nothing in it needs a second look. */
function isPlain(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first !== 0x2b && first !== 0x30) return false;
  for (let index = 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const digit = code >= 0x30 && code <= 0x39;
    if (!digit && code !== 0x20 && code !== 0x2d) return false;
  }
  return text.length >= 9;
}

function readUnusualCell(text: string, country: Country, found: CellNumbers): string | undefined {
  if (isNothing(text)) return undefined;
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(text)) {
    return 'a spreadsheet wrote this number in scientific notation and lost its digits; format the column as text and export again';
  }
  if (!/\d/.test(text)) return 'holds no digits';
  const whole = readOne(text, country, found);
  if (whole) return undefined;
  const parts = text.split(SEPARATORS).filter((part) => !isNothing(part));
  if (parts.length > 1 && parts.length <= 20) {
    const bad = parts.filter((part) => !readOne(part, country, found));
    return bad.length === 0 ? undefined : `no telephone number: ${bad.join(', ')}`;
  }
  return 'no telephone number';
}

function readOne(text: string, country: Country, found: CellNumbers): boolean {
  const withoutFloat = text.replace(/(\d)[.,]0+$/, '$1');
  const dotted = /^[\d.]+$/.test(withoutFloat) ? withoutFloat.replaceAll('.', '') : withoutFloat;
  const spelling = dotted.replace(EXTENSION, '');
  const number = parsePhoneNumber(spelling, country, 'file');
  if (number === undefined) return false;
  add(found, number, spelling, country);
  if (withoutFloat !== text) found.repaired += 1;
  return true;
}

function add(found: CellNumbers, number: PhoneNumber, spelling: string, country: Country): void {
  if (lostItsZero(spelling, number, country)) found.repaired += 1;
  if (!found.numbers.includes(number)) found.numbers.push(number);
}

/** Only a spelling that begins neither with zero nor plus can have lost its zero; then with zero it is the same number. */
function lostItsZero(spelling: string, number: PhoneNumber, country: Country): boolean {
  const code = spelling.charCodeAt(0);
  if (code < 0x31 || code > 0x39 || number === `+${spelling.replaceAll(/\D/g, '')}`) return false;
  return number.startsWith('+') && parsePhoneNumber(`0${spelling}`, country, 'file') === number;
}

function isNothing(text: string): boolean {
  const letters = text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
  return letters === '' || NOTHING.has(letters) || /^0+$/.test(letters);
}

/** Without what cannot be seen (a copied number brings marks of its writing direction), and without Excel guards. */
function clean(text: string): string {
  const visible = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  const guard = GUARD.exec(visible);
  return guard === null ? visible : (guard[1] ?? visible.slice(1)).trim();
}
