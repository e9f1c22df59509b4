import { parseNumberRange, type NumberRange } from '../../domain/number-range.ts';
import { parsePhoneNumber, toE164, type Country, type PhoneNumber } from '../../domain/phone-number.ts';
import { isWithheld } from '../../domain/withheld-caller.ts';

/** What the phone cells of one entry hold, added up. */
export interface CellNumbers {
  readonly numbers: PhoneNumber[];
  readonly ranges: NumberRange[];
  /** How many of the numbers had to be mended: a lost zero, a spreadsheet's `.0`. */
  repaired: number;
}

/** A cell with more numbers or longer than this is something else. */
const MOST_NUMBERS = 20;
const LONGEST_CELL = 1000;
/** A lost zero leaves this many digits at least; service numbers (14020) are shorter and have no zero to lose. */
const SHORTEST_WITHOUT_ZERO = 8;

/** What people write where there is no number, besides what a PBX says of a withheld caller; letters and digits only. */
const NOTHING = new Set('nvt na nee no geen leeg keine nil x'.split(' '));

/** Between the numbers of one cell: Google's ` ::: `, line breaks, punctuation, words, or only space before a zero. */
const SEPARATOR = /\s*(?:::: ?|[;|,\n]|\s\/\s|\/(?=\s*[+0])|\s(?:of|en|or|and|oder|und)\s|\s(?=\+|0\d))\s*/i;

/** `3,16123E+10`, as a Dutch spreadsheet shows 31612345678. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e\+?\d{1,3}$/i;

const PLUS = 0x2b;
const DASH = 0x2d;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;

const FLOAT = /^(\+?\d{6,})[.,]0{1,2}$/;

/**
 * Adds the numbers of one cell to `found`. Answers why some or all of the cell cannot be used; undefined when it can,
 * and also where it says that there is no number ("n.v.t.").
 */
export function readPhoneCell(text: string, country: Country, found: CellNumbers): string | undefined {
  const number = parsePhoneNumber(withoutPunctuation(text), country, 'file');
  if (number !== undefined) {
    add(found, number, text, country);
    return undefined;
  }
  if (text.length > LONGEST_CELL) return 'is too long for telephone numbers';
  if (saysNoNumber(text)) return undefined;
  if (SCIENTIFIC.test(text.trim())) {
    return 'scientific notation has lost digits of this number; make the column text in the spreadsheet and export again';
  }
  if (readRange(text, country, found)) return undefined;
  const bad = splitCell(text).filter((part) => !readPart(part, country, found));
  if (bad.length === 0) return undefined;
  return bad[0] === text ? 'is no telephone number' : `${quoted(bad)} is no telephone number`;
}

/**
 * `020-123 45 67` as `0201234567`: the same number, but one that is read fifty times as fast. Any other text as it is.
 */
function withoutPunctuation(text: string): string {
  const first = text.charCodeAt(0);
  if (first !== PLUS && first !== ZERO) return text;
  let punctuated = false;
  for (let index = 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DASH || code === SPACE) punctuated = true;
    else if (code < ZERO || code > NINE) return text;
  }
  return punctuated ? text.replaceAll('-', '').replaceAll(' ', '') : text;
}

function splitCell(text: string): string[] {
  const parts = text.split(SEPARATOR, MOST_NUMBERS + 1).filter((part) => !saysNoNumber(part));
  return parts.length <= MOST_NUMBERS ? parts : [text];
}

/** One of several numbers; `020-1234567 / 68` shows why what is no full number is none here. */
function readPart(part: string, country: Country, found: CellNumbers): boolean {
  const number = parsePhoneNumber(part, country, 'file');
  if (number === undefined || toE164(number) === null) return readRange(part, country, found);
  add(found, number, part, country);
  return true;
}

function readRange(text: string, country: Country, found: CellNumbers): boolean {
  const ranges = parseNumberRange(text, country);
  if (ranges !== undefined) found.ranges.push(...ranges);
  return ranges !== undefined;
}

function add(found: CellNumbers, number: PhoneNumber, text: string, country: Country): void {
  if (!found.numbers.includes(number)) found.numbers.push(number);
  if (FLOAT.test(text) || lostItsZero(text, number, country)) found.repaired += 1;
}

/** Only what begins with another digit can have lost its zero, and with the zero put back it is the same number. */
function lostItsZero(text: string, number: PhoneNumber, country: Country): boolean {
  const first = text.charCodeAt(0);
  if (first === PLUS || first === ZERO) return false;
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < SHORTEST_WITHOUT_ZERO || digits.startsWith('0') || number === `+${digits}`) return false;
  return !text.includes('+') && parsePhoneNumber(`0${digits}`, country, 'file') === number;
}

/** Whether a cell is empty or says that there is no number: "n.v.t.", "onbekend". */
export function saysNoNumber(text: string): boolean {
  const letters = text.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
  return letters === '' || NOTHING.has(letters) || isWithheld(text);
}

function quoted(parts: readonly string[]): string {
  return parts.map((part) => `"${part}"`).join(', ');
}
