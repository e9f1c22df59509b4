import type { CountryCode } from 'libphonenumber-js/max';
import { parsePlainDutchNumber } from './dutch-number.ts';
import { parseByPlan } from './parse-by-plan.ts';

declare const canonical: unique symbol;

/**
 * One telephone number in the one spelling everything is stored and asked by: `+` and the E.164 digits, or `local:`
 * and the dialled digits, `*` and `#` for what has no E.164 form (extensions, 112, 116000, `**611`). Only
 * `parsePhoneNumber` makes one.
 */
export type PhoneNumber = string & { readonly [canonical]: true };

/** ISO 3166 code of the country whose rules read a number without a country code. */
export type Country = CountryCode;

/**
 * Who wrote the number: a PBX sends a bare `31612345678` for `+31612345678`; in a contact file a bare `612345678` is a
 * national number that lost its zero.
 */
export type Writer = 'pbx' | 'file';

/**
 * The canonical form of a number as somebody wrote it; undefined for a withheld caller and for what is no number.
 * A canonical form is its own canonical form, whatever the country and the writer.
 */
export function parsePhoneNumber(text: string, country: Country, writer: Writer): PhoneNumber | undefined {
  const plain = country === 'NL' ? parsePlainDutchNumber(text) : undefined;
  return (plain ?? parseByPlan(text, country, writer)) as PhoneNumber | undefined;
}

/** The number in E.164, or null for a local number, which has none. */
export function toE164(number: PhoneNumber): string | null {
  return number.startsWith('+') ? number : null;
}
