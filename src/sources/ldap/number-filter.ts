import { AndFilter, OrFilter, SubstringFilter, type Filter } from 'ldapts';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneNumber } from '../../domain/phone-number.ts';

/**
 * The filters to ask for a number by, the quick one first: its national digits at the end, which an index serves and
 * which finds it in every spelling where the directory leaves out spaces and hyphens (RFC 4517 §4.2.29); then the digits with
 * anything between them, for directories that compare texts, as Active Directory does. They find more than the number.
 * None for a number without an E.164 form.
 */
export function createNumberFilters(number: PhoneNumber, phones: readonly string[], people: Filter): Filter[] {
  const digits = parsePhoneNumberFromString(number)?.nationalNumber;
  if (!number.startsWith('+') || digits === undefined) return [];
  const asked = [{ final: digits }, { any: digits.split('') }];
  return asked.map((pattern) => {
    const filters = phones.map((attribute) => new SubstringFilter({ attribute, ...pattern }));
    return new AndFilter({ filters: [people, new OrFilter({ filters })] });
  });
}
