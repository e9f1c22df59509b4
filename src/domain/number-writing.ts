/**
 * How the digits stand: `bare` alone; `plain` with spaces and brackets, as an extension may be written;
 * `punctuated` with a `+`, dots and the like; `doubtful` with words around them or a slash in between, so that only a
 * number in use may be read there.
 */
type Style = 'bare' | 'plain' | 'punctuated' | 'doubtful';

/** The digits of one number as somebody wrote it, and what the way of writing says about them. */
export interface NumberWriting {
  /** Without a `+`. */
  readonly digits: string;
  /** Written with a `+`. */
  readonly plus: boolean;
  readonly style: Style;
  /** The digits without the `(0)` of `+31 (0)20 …`, where there is one. */
  readonly withoutTrunkZero: string | null;
  /** What stands before a slash: if that is a whole number, the text holds two. */
  readonly beforeSlash: string | null;
}

// `toestel 12`, `ext. 12`, `Durchwahl 12`: the main number is the caller's.
const EXTENSION =
  /[\s,;:(./-]*(?:x|ext|extension|toestel|tst|doorkies|doorkiesnummer|durchwahl|dw|nebenstelle|nst|intern|int)[.:\s]*\d{1,6}\)?$/i;
/** What a spreadsheet makes of digits: `31612345678.0`. */
const FLOAT = /^(\+?\d{6,})[.,]0{1,2}$/;
const WRITTEN_DIGITS = /^\+{0,2}[\d\s().[\]/-]+$/;
const TRUNK_ZERO = /(?<=\d.*)\(\s*0\s*\)/;

/**
 * The number in the user part of an address; undefined when there is none, or when letters, `*` or `#` stand where a
 * number has digits.
 */
export function readNumberWriting(user: string): NumberWriting | undefined {
  const { core, words } = withoutSurroundings(user.replace(EXTENSION, '').replace(FLOAT, '$1'));
  if (!WRITTEN_DIGITS.test(core)) return undefined;
  const digits = digitsOf(core);
  return {
    digits,
    // No country code starts with a zero: `+06…` and `+0031…` are a national number and a `00` behind a needless plus.
    plus: core.startsWith('+') && !digits.startsWith('0'),
    style: words ? 'doubtful' : styleOf(core),
    withoutTrunkZero: TRUNK_ZERO.test(core) ? digitsOf(core.replace(TRUNK_ZERO, '')) : null,
    beforeSlash: /^(.*)\//.exec(core)?.[1] ?? null,
  };
}

function styleOf(core: string): Style {
  if (/^\d+$/.test(core)) return 'bare';
  if (/^[\d\s()]+$/.test(core)) return 'plain';
  return core.includes('/') ? 'doubtful' : 'punctuated';
}

/** Takes off what is not the number: quotes, labels (`Tel.`), remarks (`(privé)`). They must stand apart from it. */
function withoutSurroundings(text: string): { readonly core: string; readonly words: boolean } {
  const before = /^[^\d+]*/.exec(text)?.[0] ?? '';
  const after = /\D*$/.exec(text.slice(before.length))?.[0] ?? '';
  const joined = /\p{L}$/u.test(before) || /^\p{L}/u.test(after) || /[*#?]/.test(before + after);
  return {
    core: joined ? '' : text.slice(before.length, text.length - after.length),
    words: /\p{L}/u.test(before + after),
  };
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
