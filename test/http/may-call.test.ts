import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultHook } from '../../src/hooks.ts';
import { parseConfig } from '../../src/config.ts';
import { createMayCall } from '../../src/http/may-call.ts';

let server: Server;
afterEach(() => {
  server.close();
});

/** Whether a hook that allows `allow` may be called from here (127.0.0.1) with this X-Forwarded-For. */
async function mayCall(allow: readonly string[], trustProxy: readonly string[], forwarded?: string): Promise<boolean> {
  const hook = { ...defaultHook(parseConfig({}), 'token'), allow };
  const ask = createMayCall(trustProxy);
  // Bound to IPv6, as a server that listens everywhere may be: an IPv4 address then arrives as ::ffff:127.0.0.1.
  server = createServer((request, response) => response.end(String(ask(hook, request))));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { headers });
  return (await response.text()) === 'true';
}

describe('a hook', () => {
  test.each([
    ['that names nobody', [], true],
    ['that names this address', ['127.0.0.1'], true],
    ['that names its block', ['192.0.2.0/24', '127.0.0.0/8'], true],
    ['that names everybody', ['0.0.0.0/0'], true],
    ['that names others', ['192.0.2.0/24', '2001:db8::/32'], false],
  ])('%s may be called: %j', async (_which, allow, expected) => {
    expect(await mayCall(allow, [])).toBe(expected);
  });
});

describe('behind a proxy', () => {
  const PBX = ['192.0.2.7', '2001:db8::7'];
  const PROXIES = ['127.0.0.1', '10.0.0.0/8'];

  test.each([
    ['that nobody trusts, it is the proxy who calls', [], '192.0.2.7', false],
    ['that is trusted, it is whom the proxy names', PROXIES, '192.0.2.7', true],
    ['that is trusted, an IPv6 address is one too', PROXIES, '2001:DB8::7', true],
    ['behind another one, it is whom the first of the trusted ones names', PROXIES, '192.0.2.7, 10.1.2.3', true],
    ['what the caller says of itself does not count', PROXIES, '192.0.2.7, 198.51.100.9', false],
    [
      'what the caller says behind a trusted address does not count',
      PROXIES,
      '192.0.2.7, 10.1.2.3, 198.51.100.9',
      false,
    ],
    ['that names nobody, it is the proxy who calls', PROXIES, undefined, false],
    ['that names no address', PROXIES, 'unknown', false],
  ])('%s', async (_which, trusted, forwarded, expected) => {
    expect(await mayCall(PBX, trusted, forwarded)).toBe(expected);
  });
});
