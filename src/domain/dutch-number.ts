const PLUS = 0x2b;
const ZERO = 0x30;
const ONE = 0x31;
const THREE = 0x33;
const NINE = 0x39;

/**
 * A Dutch number in one of its four plain spellings (`+31…`, `0031…`, `31…`, `0…` and nine digits, the first of them no zero), in
 * E.164; undefined for any other text, which may still be a number. Every Dutch number of nine digits is of a possible
 * length and none of these spellings can be read in another way, so no numbering plan needs to be asked.
 */
export function parsePlainDutchNumber(text: string): string | undefined {
  switch (text.length) {
    case 10:
      return text.charCodeAt(0) === ZERO && endsInSubscriber(text, 1) ? `+31${text.slice(1)}` : undefined;
    case 11:
      return isCallingCode(text, 0) && endsInSubscriber(text, 2) ? `+${text}` : undefined;
    case 12:
      return text.charCodeAt(0) === PLUS && isCallingCode(text, 1) && endsInSubscriber(text, 3) ? text : undefined;
    case 13:
      return text.charCodeAt(0) === ZERO &&
        text.charCodeAt(1) === ZERO &&
        isCallingCode(text, 2) &&
        endsInSubscriber(text, 4)
        ? `+${text.slice(2)}`
        : undefined;
    default:
      return undefined;
  }
}

function isCallingCode(text: string, at: number): boolean {
  return text.charCodeAt(at) === THREE && text.charCodeAt(at + 1) === ONE;
}

/** Whether the text from `from` on is digits only, the first of them no zero. */
function endsInSubscriber(text: string, from: number): boolean {
  if (text.charCodeAt(from) === ZERO) return false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}
