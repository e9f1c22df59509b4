import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askApi } from '../support/api-client.ts';
import { findFreePort } from '../support/server-program.ts';
import { startService, type RunningService } from '../support/start-service.ts';

/** Every setting that the first call of a stranger meets, each other than its default. */
const SETTINGS = {
  PUBLIC_URL: 'https://names.example.nl/phone/',
  COUNTRY: 'de',
  NAME_TEMPLATE: '{company}: {person}',
  NAME_MAX: '20',
  NAME_CHARSET: 'ascii',
  NAME_FALLBACK: 'number',
  TRUST_PROXY: '127.0.0.1',
  CACHE_ENTRIES: '1',
  CACHE_SECONDS: '0',
  CACHE_UNKNOWN_SECONDS: '0',
  LOG_LEVEL: 'silent',
};

let service: RunningService;
/** Where it listens, behind its public address. */
let local: string;
beforeAll(async () => {
  const PORT = String(await findFreePort());
  local = `http://127.0.0.1:${PORT}`;
  const contacts =
    'Vorname,Nachname,Firma,Telefon\nZoë,Weiß,Café,030 901820\nJürgen,Müller,Getränke Schmidt,030 901821\n';
  service = await startService({ 'a.csv': contacts }, { ...SETTINGS, PORT });
});
afterAll(() => service.stop());

const token = () => service.hook.split('/').at(-1);
const get = async (query: string) => (await fetch(`${local}/w/${token()}?${query}`)).text();

describe('settings are obeyed', () => {
  test('PUBLIC_URL is what is printed to be pasted', () => {
    expect(service.output()).toContain(`  https://names.example.nl/phone/w/${token()}?callid={calluniqueid}`);
    expect(service.output()).toContain('Admin API: https://names.example.nl/phone/api/v1');
  });

  test.each([
    ['COUNTRY, NAME_TEMPLATE and NAME_CHARSET', 'from=030901820', 'Cafe: Zoe Weiss'],
    ['NAME_MAX', 'from=%2B4930901821', 'Jurgen Muller'],
    ['NAME_FALLBACK', 'from=030901822', '030901822'],
  ])('%s', async (_settings, query, shown) => {
    expect(await get(query)).toBe(shown);
  });

  test('TRUST_PROXY', async () => {
    const { json } = await askApi({ ...service, url: local }, 'POST', '/hooks', { allow: ['192.0.2.7'] });
    const hook = json as { url: string; token: string };
    expect(hook.url).toBe(`https://names.example.nl/phone/w/${hook.token}`);
    const ask = (headers: Record<string, string>) => fetch(`${local}/w/${hook.token}?from=030901820`, { headers });
    expect((await ask({})).status).toBe(403);
    expect(await (await ask({ 'X-Forwarded-For': '192.0.2.7' })).text()).toBe('Cafe: Zoe Weiss');
  });

  test('CACHE_SECONDS and CACHE_UNKNOWN_SECONDS of 0: nothing is remembered', async () => {
    for (const number of ['030901820', '030901820', '030901829', '030901829']) await get(`from=${number}`);
    expect(await (await fetch(`${local}/metrics`)).text()).toContain('\nringname_cache_hits_total 0\n');
  });

  test('LOG_LEVEL', () => {
    expect(service.log()).toBe('');
  });
});
