import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import * as z from 'zod';

const DURATION = /^(\d{1,6})(ms|s|m|h|d)$/;
const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `2s`, `15m`, `24h` or `7d`, in milliseconds. */
export const duration = z.string().transform((text, context) => {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    context.addIssue('must be a number with ms, s, m, h or d behind it, such as 15m');
    return z.NEVER;
  }
  return Number(count) * (MILLISECONDS[unit] ?? 0);
});

export const nonEmpty = z.string().min(1);

/** A host name or address, with its port if that is not the usual one; `*.` stands for any names before. */
export const hostPattern = z
  .string()
  .regex(
    /^(?:\*\.)?(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/,
    'must be a host in small letters, such as api.example.com or *.example.com',
  );

/** What a setting, a spelling, a table or a step may be called. */
export const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,40}$/, 'must be a name of letters, digits and _');

const fromEnvironment = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?\}$/;

/** A setting: a text, or `${env:NAME}`, or `${env:NAME:-used when NAME is not set}`. */
export const setting = z
  .union([z.string(), z.number(), z.boolean()], 'must be a text, a number or ${env:NAME}')
  .transform((value) => {
    const [, variable, fallback] = fromEnvironment.exec(String(value)) ?? [];
    return variable === undefined ? { value: String(value) } : { variable, fallback };
  });

/** A secret is never written in a file: it has no value here. */
export const secret = z.string().transform((value, context) => {
  const [, variable] = fromEnvironment.exec(value) ?? [];
  if (variable === undefined || value.includes(':-')) {
    context.addIssue('must be ${env:NAME}: a secret is not written in this file');
    return z.NEVER;
  }
  return { variable };
});

const country = z.custom<CountryCode>(
  (value) => typeof value === 'string' && isSupportedCountry(value),
  'must be a country code in capitals, such as NL',
);

/** The keys that stand in every connector file, of whatever type. */
export const connectorShape = {
  connector: z.literal(1, 'must be 1, the version of this format'),
  name: nonEmpty.max(60),
  proven: z.enum(['real server', 'documentation']).optional(),
  privateHosts: z.array(hostPattern).default([]),
  country: country.optional(),
  timeouts: z
    .strictObject({
      connect: duration.prefault('1s'),
      lookup: duration.prefault('1500ms'),
      sync: duration.prefault('30s'),
    })
    .prefault({}),
  schedule: z.strictObject({ every: duration.prefault('15m'), full: duration.prefault('24h') }).prefault({}),
};

export type Setting = z.output<typeof setting>;
export type Secret = z.output<typeof secret>;
