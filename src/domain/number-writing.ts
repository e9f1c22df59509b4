import { readCallerAddress } from './caller-address.ts';
import { cleanNumberText } from './number-text.ts';

/** The dialled digits of one number as somebody wrote it, and what the way of writing says about them. */
export interface NumberWriting {
  /** Without a `+`. */
  readonly digits: string;
  /** Written with a `+`. */
  readonly plus: boolean;
  /** The digits without the `(0)` of `+31 (0)20 …`, where there is one. */
  readonly withoutTrunkZero: string | null;
  /** Nothing but digits, spaces, dashes and brackets, as an extension may be written. */
  readonly plain: boolean;
  /** Words stand around it or a slash within it: only a number that is surely one may be read here. */
  readonly doubtful: boolean;
  /** What stands before a slash; when that is a whole number by itself, the text holds two. */
  readonly beforeSlash: string | null;
}

// `toestel 12`, `ext. 12`, `Durchwahl 12`: the main number is the caller's.
const EXTENSION =
  /[\s,;:(./-]*(?:x|ext|extension|toestel|tst|doorkies|doorkiesnummer|durchwahl|dw|nebenstelle|nst|intern|int)[.:\s]*\d{1,6}\)?$/i;
const FLOAT = /^(\+?\d{6,})[.,]0{1,2}$/;
const WRITTEN_DIGITS = /^\+{0,2}[\d\s().[\]/-]+$/;

/** The number in a text; undefined when the text holds none, or letters where a number has digits. */
export function readNumberWriting(text: string): NumberWriting | undefined {
  const { user, context } = readCallerAddress(cleanNumberText(text));
  const inContext = context !== null && !user.startsWith('+') ? context + user : user;
  const { core, words } = withoutSurroundings(inContext.replace(EXTENSION, '').replace(FLOAT, '$1'));
  if (!WRITTEN_DIGITS.test(core)) return undefined;
  const digits = digitsOf(core);
  const slash = core.lastIndexOf('/');
  return {
    digits,
    // No country code starts with a zero: `+06…` and `+0031…` are a national number and a `00` behind a needless plus.
    plus: core.startsWith('+') && !digits.startsWith('0'),
    withoutTrunkZero: /\d.*\(0\)/.test(core) ? digitsOf(core.replace('(0)', '')) : null,
    plain: !words && /^[\d\s()-]+$/.test(core),
    doubtful: words || slash >= 0,
    beforeSlash: slash >= 0 ? core.slice(0, slash) : null,
  };
}

/** Takes off what is not the number: quotes, labels (`Tel.`), remarks (`(privé)`); words must stand apart from it. */
function withoutSurroundings(text: string): { core: string; words: boolean } {
  const first = text.search(/[\d+(]/);
  if (first < 0) return { core: '', words: false };
  const before = text.slice(0, first);
  const after = /\D*$/.exec(text)?.[0] ?? '';
  const core = text.slice(first, text.length - after.length);
  const joined = /\p{L}$/u.test(before) || /^\p{L}/u.test(after) || /[*#]/.test(before + after);
  return { core: joined ? '' : core, words: /\p{L}/u.test(before + after) };
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
