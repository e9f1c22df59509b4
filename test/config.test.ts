import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parseConfig } from '../src/config.ts';

const EXAMPLE = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const LINE_OF_A_SETTING = /^# ([A-Z][A-Z_]+)=(.*)$/gm;

describe('.env.example and the configuration agree', () => {
  const inExample = [...EXAMPLE.matchAll(LINE_OF_A_SETTING)].map(([, name = '', value = '']) => ({ name, value }));

  test('every line taken out of its comment gives the default', () => {
    const uncommented = parseEnv(EXAMPLE.replace(LINE_OF_A_SETTING, '$1=$2'));
    expect(parseConfig(uncommented)).toEqual(parseConfig({}));
  });

  test('every setting that is read stands in the example, and no other', () => {
    const read = new Set<string>();
    const environment = new Proxy({}, { get: (_target, name) => void read.add(String(name)) });
    parseConfig(environment);
    expect(inExample.map(({ name }) => name).sort()).toEqual([...read].sort());
  });

  test.each(inExample)('the README tells of $name', ({ name }) => {
    expect(README).toContain(`\`${name}\``);
  });

  test.each(inExample.filter(({ value }) => value !== ''))('the default of $name is $value', ({ name, value }) => {
    expect(parseConfig({ [name]: value })).toEqual(parseConfig({}));
  });
});

describe('a wrong configuration', () => {
  test.each([
    ['PORT', '80 80', 'PORT=80 80: must be a whole number from 0 to 65535'],
    ['PORT', '65536', 'PORT=65536: must be a whole number from 0 to 65535'],
    ['LOOKUP_DEADLINE_MS', '1e3', 'must be a whole number from 10 to 10000'],
    ['COUNTRY', 'Nederland', 'must be a two-letter country code such as NL'],
    ['PUBLIC_URL', 'names.example.nl', 'must be an http:// or https:// address without a query'],
    ['NAME_CHARSET', 'utf-8', 'must be one of utf8, latin1, ascii'],
    ['NAME_FALLBACK', 'Unknown', 'must be empty, number, echo or text:…'],
    ['NAME_TEMPLATE', '{name}', 'must be a text with {person}, {company} or both, and no other braces'],
    ['TRUST_PROXY', '10.0.0.0/33', 'must be addresses or CIDR blocks'],
    ['TIMEZONE', 'Amsterdam', 'must be a time zone such as Europe/Amsterdam'],
    ['DATABASE_URL', 'postgres://db.example.nl/names', 'only the embedded store is built so far'],
    ['CACHE_SECOND', '10', 'CACHE_SECOND: there is no such setting; did you mean CACHE_SECONDS?'],
    ['NAME_CHARS', 'ascii', 'NAME_CHARS: there is no such setting; did you mean NAME_'],
  ])('%s=%s is refused with what would be right', (name, value, message) => {
    expect(() => parseConfig({ [name]: value })).toThrow(message);
  });

  test('has every mistake named at once', () => {
    const wrong = { PORT: 'x', COUNTRY: 'x', NAME_MAX: '0', HOOK_TOKEN: 'not ours' };
    expect(() => parseConfig(wrong)).toThrow(/PORT=x.*\n.*COUNTRY=x.*\n.*NAME_MAX=0[^\n]*$/);
  });

  test.each(['ADMIN_TOKEN', 'WEBHOOK_TOKEN', 'SECRET_KEY', 'DATABASE_URL'])('never shows the value of %s', (name) => {
    expect(() => parseConfig({ [name]: 'a b,c' })).toThrow(new RegExp(`${name}: must be (?!.*a b,c)`));
  });
});

describe('a token', () => {
  test.each(['hook-token', 'a.b~c_d', 'Kx3/9+aQ==', 'a/b'])('%s may be that of the administrator', (token) => {
    expect(parseConfig({ ADMIN_TOKEN: token }).adminToken).toBe(token);
  });

  test.each(['a/b', 'a+b', 'a=', 'a?b', 'a#b', 'é'])('%s cannot stand in the webhook’s URL', (token) => {
    expect(() => parseConfig({ WEBHOOK_TOKEN: token })).toThrow('WEBHOOK_TOKEN: must be ');
  });
});

test('an empty value means the default', () => {
  expect(parseConfig({ PORT: '', WEBHOOK_TOKEN: ' ' })).toEqual(parseConfig({}));
});
