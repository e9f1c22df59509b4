import { findValidNumber } from './numbering-plan.ts';
import { cleanNumberText, LONGEST_TEXT } from './number-text.ts';
import { parsePhoneNumber, type Country, type PhoneNumber } from './phone-number.ts';

/**
 * A block of numbers that belongs to one contact: every number of exactly `length` characters (the `+` counts) that
 * starts with `prefix`, as in `+31201234500`–`+31201234599` = prefix `+312012345`, length 12.
 */
export interface NumberRange {
  readonly prefix: string;
  readonly length: number;
}

/** A company that has more numbers than this has several ranges; a typing error easily makes more. */
const MOST_NUMBERS = 10_000;
/** The `+` and six digits: less is a town, not a company. */
const SHORTEST_PREFIX = 7;

const WILDCARDS = /^(.*\d)[\s.()-]*((?:[x*?][\s.-]*){1,4})$/i;
const BETWEEN_WORDS =
  /^(.*\d)\s*(?:t\s*\/\s*m|t\.\s*m\.|tot en met|tot|bis|through|until|to|\.{2,3})\s*(?:-\s*)?([+(\d].*)$/i;
const BETWEEN_DASH = /^(.*\d)\s+-\s+([+(\d].*)$/;

interface Ends {
  readonly first: string;
  readonly last: string;
}

/**
 * The numbers of a range as people write them in a contact list, in as few prefixes as hold exactly those numbers:
 * `+3120123xxxx` (also `X`, `*`, `?`; up to four at the end), `020-123 45 00 t/m 99` (also `tot en met`, `bis`, `to`, a
 * dash between spaces), `0201234500-0201234599`. Undefined for one number, for several numbers in one cell, and for
 * what is no range of numbers in use: ends of different lengths or in the wrong order, more than 10,000 numbers, or a
 * prefix of less than six digits.
 */
export function parseNumberRange(text: string, country: Country): readonly NumberRange[] | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const clean = cleanNumberText(text);
  const ends = findWildcardEnds(clean, country) ?? findWrittenEnds(clean, country);
  if (ends === undefined) return undefined;
  const first = Number(ends.first.slice(1));
  const last = Number(ends.last.slice(1));
  if (first >= last || last - first >= MOST_NUMBERS) return undefined;
  const ranges = coverWithPrefixes(first, last, ends.first.length);
  return ranges.every(({ prefix }) => prefix.length >= SHORTEST_PREFIX) ? ranges : undefined;
}

/** Every prefix that a range with this number in it can have, the longest first; none for a local number. */
export function rangePrefixes(number: PhoneNumber): readonly string[] {
  if (!number.startsWith('+')) return [];
  const prefixes: string[] = [];
  for (let length = number.length; length >= SHORTEST_PREFIX; length--) prefixes.push(number.slice(0, length));
  return prefixes;
}

function findWildcardEnds(text: string, country: Country): Ends | undefined {
  const [, stem, wildcards] = WILDCARDS.exec(text) ?? [];
  if (stem === undefined || wildcards === undefined) return undefined;
  const open = wildcards.replace(/[\s.-]/g, '');
  return findEnds(stem + '0'.repeat(open.length), stem + '9'.repeat(open.length), country);
}

function findWrittenEnds(text: string, country: Country): Ends | undefined {
  const words = BETWEEN_WORDS.exec(text);
  if (words !== null) return findEnds(words[1] ?? '', words[2] ?? '', country);
  // `030 12345 - 67` is one number where numbers have many lengths.
  if (findNumberInUse(text, country) !== undefined) return undefined;
  const dash = BETWEEN_DASH.exec(text);
  if (dash !== null) return findEnds(dash[1] ?? '', dash[2] ?? '', country);
  return findWholeEnds(text, country);
}

/** `0201234500-0201234599`, with any dashes within the two numbers: both halves are written in full. */
function findWholeEnds(text: string, country: Country): Ends | undefined {
  for (let dash = text.indexOf('-'); dash >= 0; dash = text.indexOf('-', dash + 1)) {
    const first = findNumberInUse(text.slice(0, dash), country);
    const last = first && findNumberInUse(text.slice(dash + 1), country);
    if (first && last) return { first, last };
  }
  return undefined;
}

/** The last number may be written in full or by its last digits only. */
function findEnds(from: string, to: string, country: Country): Ends | undefined {
  const first = findNumberInUse(from, country);
  if (first === undefined) return undefined;
  const whole = findNumberInUse(to, country);
  if (whole?.length === first.length) return { first, last: whole };
  const digits = to.replace(/[\s.-]/g, '');
  if (!/^\d{1,7}$/.test(digits)) return undefined;
  const last = findNumberInUse(first.slice(0, -digits.length) + digits, country);
  return last === undefined ? undefined : { first, last };
}

function findNumberInUse(text: string, country: Country): string | undefined {
  const number = parsePhoneNumber(text, country, 'file');
  return number === undefined ? undefined : findValidNumber(number, country);
}

/** From the first number on, always the largest block of tens that starts here and does not reach beyond the last. */
function coverWithPrefixes(first: number, last: number, length: number): readonly NumberRange[] {
  const ranges: NumberRange[] = [];
  let next = first;
  while (next <= last) {
    let size = 1;
    while (next % (size * 10) === 0 && next + size * 10 - 1 <= last) size *= 10;
    ranges.push({ prefix: `+${next}`.slice(0, length + 1 - String(size).length), length });
    next += size;
  }
  return ranges;
}
