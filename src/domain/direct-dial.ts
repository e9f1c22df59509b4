import { readByPlan } from './numbering-plan.ts';
import type { PhoneNumber } from './phone-number.ts';

/** A direct-dial number has at most so many digits of its own behind what all of the company's begin with. */
const MOST_DIRECT_DIGITS = 4;

/** Nobody dials into a company's telephone system at these. */
const NEVER_DIRECT = new Set<unknown>(['MOBILE', 'PAGER', 'PERSONAL_NUMBER', 'TOLL_FREE', 'PREMIUM_RATE']);

/** A company's main number that would make the number asked one of its direct-dial numbers. */
export interface Stem {
  readonly number: PhoneNumber;
  /** How many characters the two numbers have in common, the `+` counted. */
  readonly prefixLength: number;
}

/**
 * The main numbers that this number could be a direct-dial number of, the longest common prefix first:
 * `+31201234567` of `+31201234560`, `+31201234500`, `+31201234000` (a block that begins with its zeros), and
 * `+4930471123` of `+4930471`+`0` (a switchboard's 0 in place of the direct digits). None for a mobile number.
 */
export function directDialStems(number: PhoneNumber): readonly Stem[] {
  if (!number.startsWith('+') || NEVER_DIRECT.has(readByPlan(number, 'NL')?.getType())) return [];
  const stems: Stem[] = [];
  for (let digits = 1; digits <= MOST_DIRECT_DIGITS; digits++) {
    const prefix = number.slice(0, -digits);
    const numbers = new Set([prefix + '0'.repeat(digits), `${prefix}0`]);
    numbers.delete(number);
    for (const stem of numbers) stems.push({ number: stem as PhoneNumber, prefixLength: prefix.length });
  }
  return stems;
}
