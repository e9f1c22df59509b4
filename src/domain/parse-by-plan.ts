import { readCallerAddress } from './caller-address.ts';
import { readNumberWriting, type NumberWriting } from './number-writing.ts';
import { findValidNumber, nationalStyle, readByPlan, type Country } from './numbering-plan.ts';
import { isWithheldUser } from './withheld-caller.ts';

/**
 * Who wrote the number: a PBX sends a bare `31612345678` for `+31612345678`; in a contact file a bare `612345678` is a
 * national number that lost its zero.
 */
export type Writer = 'pbx' | 'file';

const LOCAL = 'local:';
/** A number without `+` and of no more digits is internal, or an emergency or service number. */
const LOCAL_NUMBER = /^(?!0+$)\d{1,6}$/;
const MAY_BE_LOCAL: ReadonlySet<NumberWriting['style']> = new Set(['bare', 'plain']);
/** What a phone dials to be served by the PBX: `**611`, `*21*0201234567#`. */
const FEATURE_CODE = /^(?=.*\d)[*#][\d*#]{1,31}$/;
const LEAST_DIGITS = 7;
/** In E.164 with its `+`; shorter are service numbers such as +3114020, which other numbers do begin with. */
const SHORTEST_WHOLE = 10;
const SERVICE_TYPES: ReadonlySet<string | undefined> = new Set(['UAN', 'TOLL_FREE', 'PREMIUM_RATE', 'SHARED_COST']);

/**
 * The canonical form of a number in any spelling, by the numbering plans of the world: the whole rule behind
 * `parsePhoneNumber`, with which its fast path must agree.
 */
export function parseByPlan(text: string, country: Country, writer: Writer): string | undefined {
  const address = readCallerAddress(writer === 'pbx' ? restorePlus(text) : text);
  if (address === undefined || isWithheldUser(address.user)) return undefined;
  const { user, context } = address;
  if (user.startsWith(LOCAL)) return isLocal(user.slice(LOCAL.length)) ? user : undefined;
  if (FEATURE_CODE.test(user)) return LOCAL + user;
  const writing = readNumberWriting(user);
  if (writing === undefined) return undefined;
  const inContext = context === null || writing.plus ? undefined : findValidNumber(context + writing.digits, country);
  return inContext ?? parseWriting(writing, country, writer);
}

/** In a query string a raw `+` arrives as a space. In a file a space is a space. */
function restorePlus(text: string): string {
  return text.replace(/^ +(?=[1-9])/, '+');
}

function isLocal(dialled: string): boolean {
  return FEATURE_CODE.test(dialled) || LOCAL_NUMBER.test(dialled);
}

function parseWriting(writing: NumberWriting, country: Country, writer: Writer): string | undefined {
  if (writing.beforeSlash !== null && findValidNumber(writing.beforeSlash, country) !== undefined) return undefined;
  const { digits, withoutTrunkZero } = writing;
  const valid =
    findValid(digits, writing, country, writer) ??
    (withoutTrunkZero === null ? undefined : findValid(withoutTrunkZero, writing, country, writer));
  if (valid !== undefined) return valid;
  if (!writing.plus && LOCAL_NUMBER.test(digits)) return MAY_BE_LOCAL.has(writing.style) ? LOCAL + digits : undefined;
  if (writing.style === 'doubtful') return undefined;
  const possible = findPossible(withoutTrunkZero ?? digits, writing.plus, country, writer);
  return possible === undefined || goesOnBehindNumber(possible, country) ? undefined : possible;
}

/** The first reading that is a number in use. */
function findValid(digits: string, writing: NumberWriting, country: Country, writer: Writer): string | undefined {
  const international = `+${digits}`;
  if (writing.plus) return findValidNumber(international, country);
  const behind00 = digits.startsWith('00') ? findValidNumber(`+${digits.slice(2)}`, country) : undefined;
  if (behind00 !== undefined) return behind00;
  if (digits.startsWith('0')) return findValidNumber(digits, country);
  if (digits.length < LEAST_DIGITS) return validShortNumber(digits, country);
  const internationalFirst = (writer === 'pbx' && writing.style === 'bare') || hasOwnCallingCode(digits, country);
  return internationalFirst
    ? (findValidNumber(international, country) ?? findValidNumber(digits, country))
    : (findValidNumber(digits, country) ?? findValidNumber(international, country));
}

/** So few digits are an extension, unless they are a service number, or as many as the country's numbers have. */
function validShortNumber(digits: string, country: Country): string | undefined {
  const { callingCode, usualLength } = nationalStyle(country);
  const read = readByPlan(digits, country);
  if (read?.number !== `+${callingCode}${digits}` || !read.isValid()) return undefined;
  return SERVICE_TYPES.has(read.getType()) || digits.length === usualLength ? read.number : undefined;
}

/** Metadata grows stale: a number whose writing says how it is to be read is kept if only its length is right. */
function findPossible(digits: string, plus: boolean, country: Country, writer: Writer): string | undefined {
  if (plus) return possibleNumber(`+${digits}`, country);
  if (digits.startsWith('00')) return possibleNumber(`+${digits.slice(2)}`, country);
  if (digits.startsWith('0')) return possibleNumber(digits, country);
  const international = possibleNumber(`+${digits}`, country);
  if (hasOwnCallingCode(digits, country) && international !== undefined) return international;
  const national = nationalStyle(country).hasTrunkZero ? undefined : possibleNumber(digits, country);
  // A PBX writes every foreign caller without a plus, also those of ranges we have not heard of.
  return national ?? (writer === 'pbx' ? international : undefined);
}

/**
 * Whether a number in use stands at the start, as in 020-1234567-89: numbers do not begin with other numbers, so the rest
 * is an extension, the end of a range or a slip of the finger.
 */
function goesOnBehindNumber(number: string, country: Country): boolean {
  for (let length = number.length - 1; length >= SHORTEST_WHOLE; length--) {
    if (findValidNumber(number.slice(0, length), country) !== undefined) return true;
  }
  return false;
}

/** Whether the digits start with the country's own code and are too many for one of its numbers without it. */
function hasOwnCallingCode(digits: string, country: Country): boolean {
  const { callingCode, usualLength } = nationalStyle(country);
  return digits.startsWith(callingCode) && digits.length > usualLength;
}

function possibleNumber(dialled: string, country: Country): string | undefined {
  const read = readByPlan(dialled, country);
  if (!read?.isPossible()) return undefined;
  // One reading takes one needless zero off; a canonical number has none left.
  const settled = dialled.startsWith('+') && read.number.length >= dialled.length;
  return settled ? read.number : possibleNumber(read.number, country);
}
