import { createHmac } from 'node:crypto';
import type { Party } from '../calls/party.ts';
import type { Config } from '../config.ts';
import type { Country } from '../domain/phone-number.ts';

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

/** How the call log of a deployment is kept; its hashes are made with a key that is made of the secret one. */
export function callLogSettings(config: Config, secretKey: string): CallLogSettings {
  return {
    dataDir: config.dataDir,
    country: config.country,
    timeZone: config.timezone,
    retentionDays: config.retentionDays,
    hashKey: createHmac('sha256', secretKey).update('numbers in the call log').digest('base64url'),
  };
}

/** Nobody without the key finds the number of a hash, though there are not many numbers to try. */
export function hashNumber(number: Party, key: string): Party {
  return `hashed:${createHmac('sha256', key).update(number).digest('base64url').slice(0, 22)}`;
}
