import type { CountryCode } from 'libphonenumber-js/max';
import { readCallerAddress } from './caller-address.ts';
import { nationalStyle, readByPlan } from './numbering-plan.ts';
import { cleanNumberText, LONGEST_TEXT } from './number-text.ts';
import { readNumberWriting, type NumberWriting } from './number-writing.ts';
import { isWithheld } from './withheld-caller.ts';

const LOCAL = 'local:';
/** Internal numbers and emergency and service numbers are this long at most. */
const LONGEST_EXTENSION = 6;
/** A national number that is only possible must be this long to be told from an extension. */
const SHORTEST_BARE_NUMBER = 7;
const FEATURE_CODE = /^(?=.*\d)(?=.*[*#])[\d*#]{1,32}$/;
const EXTENSION = /^\d{1,6}$/;
const SERVICE_TYPES: ReadonlySet<string | undefined> = new Set(['UAN', 'TOLL_FREE', 'PREMIUM_RATE', 'SHARED_COST']);

/**
 * The canonical form of a number by the numbering plans of the world, for any spelling: the full rule behind
 * `parsePhoneNumber`, whose fast path must agree with it.
 */
export function parseByPlan(text: string, country: CountryCode, writer: 'pbx' | 'file'): string | undefined {
  if (text.length > LONGEST_TEXT || isWithheld(text)) return undefined;
  if (text.startsWith(LOCAL)) return isLocal(text.slice(LOCAL.length)) ? text : undefined;
  // In a query string a raw `+` arrives as a space; in a file a space is a space.
  const restored = writer === 'pbx' ? text.replace(/^ +(?=[1-9])/, '+') : text;
  const { user } = readCallerAddress(cleanNumberText(restored));
  if (FEATURE_CODE.test(user)) return LOCAL + user;
  const writing = readNumberWriting(restored);
  return writing === undefined ? undefined : parseWriting(writing, country, writer);
}

function parseWriting(writing: NumberWriting, country: CountryCode, writer: 'pbx' | 'file'): string | undefined {
  if (writing.beforeSlash !== null && readByPlan(writing.beforeSlash, country)?.valid) return undefined;
  const variants = writing.withoutTrunkZero === null ? [writing.digits] : [writing.digits, writing.withoutTrunkZero];
  for (const digits of variants) {
    const valid = findValid(digits, writing.plus, country, writer);
    if (valid !== undefined) return valid;
  }
  if (!writing.plus && EXTENSION.test(writing.digits)) return writing.plain ? LOCAL + writing.digits : undefined;
  if (writing.doubtful) return undefined;
  return findPossible(variants.at(-1) ?? '', writing.plus, country, writer);
}

/** The first reading that is a number in use. */
function findValid(digits: string, plus: boolean, country: CountryCode, writer: 'pbx' | 'file'): string | undefined {
  if (plus) return validNumber(`+${digits}`, country);
  if (digits.startsWith('00')) return validNumber(`+${digits.slice(2)}`, country) ?? validNumber(digits, country);
  if (digits.startsWith('0')) return validNumber(digits, country);
  if (digits.length <= LONGEST_EXTENSION) return validShortNumber(digits, country);
  return writer === 'pbx'
    ? (validNumber(`+${digits}`, country) ?? validNumber(digits, country))
    : (validNumber(digits, country) ?? validNumber(`+${digits}`, country));
}

function validNumber(dialled: string, country: CountryCode): string | undefined {
  const read = readByPlan(dialled, country);
  return read?.valid ? read.number : undefined;
}

/** So few digits are an extension, unless they are a service number or as long as the country's numbers are. */
function validShortNumber(digits: string, country: CountryCode): string | undefined {
  const read = readByPlan(digits, country);
  const { callingCode, usualLength } = nationalStyle(country);
  if (!read?.valid || read.number !== `+${callingCode}${digits}`) return undefined;
  return SERVICE_TYPES.has(read.type) || digits.length === usualLength ? read.number : undefined;
}

/** Metadata grows stale: a number that says how it is to be read is kept when only its length is right. */
function findPossible(digits: string, plus: boolean, country: CountryCode, writer: 'pbx' | 'file'): string | undefined {
  if (plus) return possibleNumber(`+${digits}`, country);
  if (digits.startsWith('00')) return possibleNumber(`+${digits.slice(2)}`, country);
  const { callingCode, hasTrunkZero } = nationalStyle(country);
  if (digits.startsWith('0')) return possibleNumber(digits, country);
  const international = possibleNumber(`+${digits}`, country);
  if (digits.startsWith(callingCode) && international !== undefined) return international;
  if (digits.length < SHORTEST_BARE_NUMBER) return undefined;
  const national = hasTrunkZero ? undefined : possibleNumber(digits, country);
  // A PBX writes foreign callers without a plus, those of new ranges too.
  return national ?? (writer === 'pbx' ? international : undefined);
}

function possibleNumber(dialled: string, country: CountryCode): string | undefined {
  const read = readByPlan(dialled, country);
  return read?.possible ? read.number : undefined;
}

function isLocal(dialled: string): boolean {
  return FEATURE_CODE.test(dialled) || (EXTENSION.test(dialled) && !/^0+$/.test(dialled));
}
