import { isCountry } from './domain/country.ts';
import { DEFAULT_TEMPLATE, type Charset, type Fallback } from './domain/display-name.ts';
import { parseFallback } from './domain/fallback.ts';
import { CALL_LOG_MODES, type CallLogMode } from './domain/hook.ts';
import { isNameTemplate, TEMPLATE_SHAPE } from './domain/name-template.ts';
import type { Country } from './domain/phone-number.ts';
import { isAddressBlock } from './domain/address-block.ts';
import { createSettingReader, type Environment } from './setting-reader.ts';

/** Everything a deployment can set, parsed. A token that is unset is undefined: the service makes one and keeps it. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** What a PBX must call, without a slash at its end; undefined: made of host and port. */
  readonly publicUrl: string | undefined;
  readonly dataDir: string;
  readonly contactsDir: string;
  readonly connectorsDir: string;
  readonly adminToken: string | undefined;
  readonly webhookToken: string | undefined;
  readonly country: Country;
  readonly lookupDeadlineMs: number;
  readonly cacheEntries: number;
  readonly cacheSeconds: number;
  readonly cacheUnknownSeconds: number;
  readonly nameTemplate: string;
  readonly nameMax: number;
  readonly nameCharset: Charset;
  readonly nameFallback: Fallback;
  /** IANA name, such as Europe/Amsterdam. */
  readonly timezone: string;
  /** What is kept of calls, where a hook does not say otherwise. */
  readonly callLog: CallLogMode;
  /** How long the details of calls are kept; their counts stay. */
  readonly retentionDays: number;
  /** Whose X-Forwarded-For is believed: addresses and CIDR blocks; nobody's when empty. */
  readonly trustProxy: readonly string[];
  /** The largest contact file the API takes. */
  readonly uploadMaxBytes: number;
  readonly secretKey: string | undefined;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Variables that start like this are ours: an unknown one among them is a typing mistake, and refused. */
const OWN_PREFIXES = [
  'ADMIN_',
  'CACHE_',
  'CALL_',
  'CONNECTORS_',
  'CONTACTS_',
  'LOOKUP_',
  'NAME_',
  'RETENTION_',
  'UPLOAD_',
  'WEBHOOK_',
];

/** Settings that may stand in a file named by the same variable with `_FILE` behind it. */
export const SECRET_SETTINGS = ['ADMIN_TOKEN', 'WEBHOOK_TOKEN', 'SECRET_KEY', 'DATABASE_URL'] as const;

/** What can stand behind `Bearer`, https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const ADMIN_TOKEN = /^[\w.~+/-]{1,200}=*$/;
const WEBHOOK_TOKEN = /^[\w.~-]{1,200}$/;

/** Reads the environment. Throws AppError `invalid` that names every mistake at once. */
export function parseConfig(environment: Environment): Config {
  const read = createSettingReader(environment);
  const config: Config = {
    port: read.integer('PORT', 8080, { min: 0, max: 65_535 }),
    host: read.text('HOST', '0.0.0.0'),
    publicUrl: read.optional('PUBLIC_URL', parseBaseUrl, 'an http:// or https:// address without a query'),
    dataDir: read.text('DATA_DIR', './data'),
    contactsDir: read.text('CONTACTS_DIR', './contacts'),
    connectorsDir: read.text('CONNECTORS_DIR', './connectors'),
    adminToken: read.optional(
      'ADMIN_TOKEN',
      matching(ADMIN_TOKEN),
      'letters, digits, - _ . ~ + / and = at its end',
      'secret',
    ),
    webhookToken: read.optional(
      'WEBHOOK_TOKEN',
      matching(WEBHOOK_TOKEN),
      'letters, digits, - _ . or ~, since it stands in a URL',
      'secret',
    ),
    country: read.optional('COUNTRY', parseCountry, 'a two-letter country code such as NL') ?? 'NL',
    lookupDeadlineMs: read.integer('LOOKUP_DEADLINE_MS', 400, { min: 10, max: 10_000 }),
    cacheEntries: read.integer('CACHE_ENTRIES', 100_000, { min: 1, max: 10_000_000 }),
    cacheSeconds: read.integer('CACHE_SECONDS', 3600, { min: 0, max: 604_800 }),
    cacheUnknownSeconds: read.integer('CACHE_UNKNOWN_SECONDS', 60, { min: 0, max: 604_800 }),
    nameTemplate: read.optional('NAME_TEMPLATE', parseTemplate, TEMPLATE_SHAPE) ?? DEFAULT_TEMPLATE,
    nameMax: read.integer('NAME_MAX', 40, { min: 1, max: 1000 }),
    nameCharset: read.oneOf('NAME_CHARSET', ['utf8', 'latin1', 'ascii'], 'utf8'),
    nameFallback: read.optional('NAME_FALLBACK', parseFallback, 'empty, number, echo or text:…') ?? { kind: 'empty' },
    timezone: read.optional('TIMEZONE', parseTimezone, 'a time zone such as Europe/Amsterdam') ?? 'Europe/Amsterdam',
    callLog: read.oneOf('CALL_LOG', CALL_LOG_MODES, 'full'),
    retentionDays: read.integer('RETENTION_DAYS', 365, { min: 1, max: 36_500 }),
    trustProxy: read.list('TRUST_PROXY', isAddressBlock, 'addresses or CIDR blocks with commas between'),
    uploadMaxBytes: read.integer('UPLOAD_MAX_MB', 1000, { min: 1, max: 100_000 }) * 1_000_000,
    secretKey: read.optional('SECRET_KEY', parseSecretKey, 'at least 16 characters', 'secret'),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  read.optional('DATABASE_URL', () => undefined, 'unset: only the embedded store is built so far', 'secret');
  read.finish(OWN_PREFIXES);
  return config;
}

function parseBaseUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password;
  return usable ? text.replace(/\/+$/, '') : undefined;
}

function matching(shape: RegExp): (text: string) => string | undefined {
  return (text) => (shape.test(text) ? text : undefined);
}

function parseCountry(text: string): Country | undefined {
  const code = text.toUpperCase();
  return isCountry(code) ? code : undefined;
}

function parseTemplate(text: string): string | undefined {
  return isNameTemplate(text) ? text : undefined;
}

function parseTimezone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function parseSecretKey(text: string): string | undefined {
  return text.length >= 16 ? text : undefined;
}
