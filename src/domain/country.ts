import { isSupportedCountry } from 'libphonenumber-js/max';
import type { Country } from './phone-number.ts';

export function isCountry(text: string): text is Country {
  return isSupportedCountry(text);
}
