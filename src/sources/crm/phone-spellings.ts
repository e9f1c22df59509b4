import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneNumber } from '../../domain/phone-number.ts';
import type { Expression } from './expression.ts';

/** The ways to write +31 20 123 45 67 that an expression finds as `$phone.e164` and so on. */
export const SPELLINGS = ['e164', 'digits', 'zeros', 'national', 'nationalDigits', 'international', 'nsn'] as const;

/** A number in every spelling a CRM may know it by, by the spelling's name. */
export type PhoneSpellings = Readonly<Record<string, string>>;

/** The spellings of an E.164 number, with the connector's own; undefined for a number that has no E.164 form. */
export async function spellPhone(
  number: PhoneNumber,
  own: Readonly<Record<string, Expression>>,
): Promise<PhoneSpellings | undefined> {
  const parsed = parsePhoneNumberFromString(number);
  if (!number.startsWith('+') || parsed === undefined) return undefined;
  const digits = number.slice(1);
  const national = parsed.formatNational();
  const phone = {
    e164: number,
    digits,
    zeros: `00${digits}`,
    national,
    nationalDigits: national.replaceAll(/\D/g, ''),
    international: parsed.formatInternational(),
    nsn: parsed.nationalNumber,
  } satisfies Record<(typeof SPELLINGS)[number], string>;
  const entries = await Promise.all(
    Object.entries(own).map(
      async ([name, expression]) => [name, await expression.evaluate(undefined, { phone })] as const,
    ),
  );
  return { ...phone, ...Object.fromEntries(entries.filter(([, text]) => typeof text === 'string')) };
}
