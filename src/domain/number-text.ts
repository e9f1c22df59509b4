/** Longer texts are no number, whatever they hold. */
export const LONGEST_TEXT = 128;

// Format characters (bidi marks of copied contacts, soft hyphens) and the other code points that no font shows.
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;
const DASH = /[\p{Pd}\u2212]/gu;
const SPACE = /[\s\p{Cc}]+/gu;
const ASCII = /^[!-~]*$/;

/**
 * The text as somebody with a plain keyboard would have typed it: compatibility forms resolved (NFKC), nothing
 * invisible, ASCII digits, one kind of dash and of space, no space at either end. Costs a text too long little more
 * than its length: the caller refuses it.
 */
export function cleanNumberText(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(OTHER_DIGIT, asciiDigit)
    .replace(DASH, '-')
    .replace(SPACE, ' ')
    .trim();
}

/** Unicode keeps the decimal digits of every script in runs of ten, zero first. */
function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before++;
  return String(before % 10);
}
