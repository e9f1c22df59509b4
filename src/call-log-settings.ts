import { createHmac } from 'node:crypto';
import type { Party } from './calls/party.ts';
import type { Country } from './domain/phone-number.ts';

/** How a call log is kept. Can be copied between threads. */
export interface CallLogSettings {
  readonly dataDir: string;
  /** For numbers without a country code. */
  readonly country: Country;
  /** The company's, an IANA name. */
  readonly timeZone: string;
  readonly retentionDays: number;
  /** Makes the hashes of numbers that are not kept themselves. */
  readonly hashKey: string;
}

/** Nobody without the key finds the number of a hash, though there are not many numbers to try. */
export function hashNumber(number: Party, key: string): Party {
  return `hashed:${createHmac('sha256', key).update(number).digest('base64url').slice(0, 22)}`;
}
