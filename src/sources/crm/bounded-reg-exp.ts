/** What a regular expression of a connector is tried on at most; longer texts are not names and numbers. */
const LONGEST_SUBJECT = 500;

/** As many as keep the time polynomial and short over the longest subject. */
const MOST_UNBOUNDED = 2;

/** A repetition this often or more counts as one without a bound. */
const BOUNDED = 16;

/** In so many ways a pattern may fit at one place; a repetition without a bound counts as so many. */
const MOST_WAYS = 50_000;
const UNBOUNDED_WAYS = 150;

/**
 * A RegExp over texts of at most 500 characters: node's engine backtracks, and nothing can stop it while it does.
 * Together with `explainUnsafePattern` a match ends within a fraction of a second.
 */
export class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    if (text.length > LONGEST_SUBJECT) {
      throw new RangeError(`a regular expression is tried on ${LONGEST_SUBJECT} characters at most`);
    }
    return super.exec(text);
  }
}

/**
 * Why a pattern could take very long, or undefined for a harmless one. Stricter than needed: a repeated group may hold
 * neither a repetition nor a choice, there are no back references, and two repetitions without a bound are enough.
 */
export function explainUnsafePattern(pattern: string): string | undefined {
  const bare = withoutClassesAndEscapes(pattern);
  if (bare === undefined) return 'refers back to a group, which can take very long';
  const unbounded = bare.match(/[*+]|\{\d*,\d*\}/g)?.filter(isUnbounded).length ?? 0;
  if (unbounded > MOST_UNBOUNDED)
    return `repeats without a bound more than ${MOST_UNBOUNDED} times; use {1,9} or simpler ones`;
  if (hasRepeatedChoice(bare)) return 'repeats a group that holds a repetition or a choice, which can take very long';
  return countWays(bare) > MOST_WAYS ? 'can fit in too many ways; use fewer of ?, {1,9} and |' : undefined;
}

/** Each class and each escaped character becomes an `x`; undefined when there is a back reference. */
function withoutClassesAndEscapes(pattern: string): string | undefined {
  let bare = '';
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern.charAt(index);
    if (char === '\\') {
      index += 1;
      if (!inClass && /[1-9k]/.test(pattern.charAt(index))) return undefined;
      if (!inClass) bare += 'x';
    } else if (inClass) {
      inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
      bare += 'x';
    } else {
      bare += char;
    }
  }
  return bare;
}

function isUnbounded(quantifier: string): boolean {
  const range = /^\{\d*,(\d*)\}$/.exec(quantifier);
  return range === null || range[1] === '' || Number(range[1]) >= BOUNDED;
}

/** In how many ways a pattern can fit, at most: what follows on each other multiplies, alternatives add up. */
function countWays(bare: string): number {
  let level = { before: 0, ways: 1 };
  const outer: (typeof level)[] = [];
  for (let index = 0; index < bare.length; index++) {
    const char = bare.charAt(index);
    if (char === '(') {
      outer.push(level);
      level = { before: 0, ways: 1 };
    } else if (char === ')') {
      const inner = level.before + level.ways;
      level = outer.pop() ?? level;
      level.ways *= inner;
    } else if (char === '|') {
      level = { before: level.before + level.ways, ways: 1 };
    } else {
      level.ways *= waysOfQuantifier(bare, index);
    }
  }
  return level.before + level.ways;
}

function waysOfQuantifier(bare: string, index: number): number {
  const char = bare.charAt(index);
  if (char === '*' || char === '+') return UNBOUNDED_WAYS;
  if (char === '?') return bare.charAt(index - 1) === '(' ? 1 : 2;
  const [, from, to] = /^\{(\d+),(\d*)\}/.exec(bare.slice(index)) ?? [];
  if (from === undefined) return 1;
  return to === '' ? UNBOUNDED_WAYS : Math.min(UNBOUNDED_WAYS, Number(to) - Number(from) + 1);
}

function hasRepeatedChoice(bare: string): boolean {
  const open: { doubtful: boolean }[] = [];
  for (let index = 0; index < bare.length; index++) {
    const char = bare.charAt(index);
    const group = open.at(-1);
    if (char === '(') {
      open.push({ doubtful: false });
    } else if (char === ')') {
      const closed = open.pop();
      const repeated = /^(?:[*+]|\{)/.test(bare.slice(index + 1));
      if (closed?.doubtful && repeated) return true;
      const outer = open.at(-1);
      if (outer && (closed?.doubtful || repeated)) outer.doubtful = true;
    } else if (group && '*+{|'.includes(char)) {
      group.doubtful = true;
    } else if (group && char === '?' && bare.charAt(index - 1) !== '(') {
      group.doubtful = true;
    }
  }
  return false;
}
