import {
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber as LibraryNumber,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** ISO 3166 code of the country whose rules read a number without a country code. */
export type Country = CountryCode;

/**
 * A number as the numbering plans of the world read it: `number` is `+` and the E.164 digits; it `isValid` in a range
 * known to be in use, and `isPossible` when its country has numbers of its length.
 */
export type PlannedNumber = Pick<LibraryNumber, 'number' | 'isValid' | 'isPossible' | 'getType'>;

/** Reads `+` and digits, or digits as dialled in `country`; undefined for what no plan can hold. */
export function readByPlan(dialled: string, country: Country): PlannedNumber | undefined {
  return parsePhoneNumberFromString(dialled, { defaultCountry: country, extract: false });
}

/** The E.164 form of what is dialled, if it is in use; undefined otherwise. */
export function findValidNumber(dialled: string, country: Country): string | undefined {
  const read = readByPlan(dialled, country);
  return read?.isValid() ? read.number : undefined;
}

/** How a country writes its own numbers. */
export interface NationalStyle {
  /** Without `+`. */
  readonly callingCode: string;
  /** Whether a national number is written with a zero that is no part of it. */
  readonly hasTrunkZero: boolean;
  /** How many digits a subscriber's number has, without that zero. */
  readonly usualLength: number;
}

const styles = new Map<Country, NationalStyle>();

/** How a country writes its own numbers, going by the plan's example of a mobile number. */
export function nationalStyle(country: Country): NationalStyle {
  const known = styles.get(country);
  if (known !== undefined) return known;
  const example = getExampleNumber(country, examples);
  const digits = example?.nationalNumber ?? '';
  const written = example?.formatNational().replace(/\D/g, '') ?? '';
  const style: NationalStyle = {
    callingCode: getCountryCallingCode(country),
    hasTrunkZero: written.startsWith('0') && written.length > digits.length,
    usualLength: digits.length,
  };
  styles.set(country, style);
  return style;
}
