import { parsePlainDutchNumber } from './dutch-number.ts';
import type { Country } from './numbering-plan.ts';
import { parseByPlan, type Writer } from './parse-by-plan.ts';

export type { Country, Writer };

declare const canonical: unique symbol;

/**
 * One telephone number in the one spelling everything is stored and asked by: `+` and the E.164 digits, or `local:`
 * and the dialled digits, `*` and `#` for what has no E.164 form (extensions, 112, 116000, `**611`). Only
 * `parsePhoneNumber` makes one.
 */
export type PhoneNumber = string & { readonly [canonical]: true };

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
