import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { checkUrl } from '../../../src/sources/connector/address-guard.ts';
import { createHttpClient } from '../../../src/sources/connector/http-client.ts';

const allowed = {
  hosts: ['api.example.com', '*.example.org', 'api.example.net:8443'],
  privateHosts: ['crm.lan', '10.1.2.3:8080'],
};
const check = (url: string, hosts = allowed) => {
  checkUrl(new URL(url), hosts);
};

describe('a URL that may be asked', () => {
  test.each([
    'https://api.example.com/a',
    'https://API.example.com:443/a',
    'https://eu.example.org/',
    'https://a.b.example.org/',
    'https://api.example.net:8443/',
    'https://crm.lan/',
    'http://crm.lan/',
    'http://10.1.2.3:8080/',
  ])('%s', (url) => {
    expect(() => check(url)).not.toThrow();
  });
});

describe('a URL that may not', () => {
  test.each([
    ['https://evil.example/', /none of the connector's hosts/],
    ['https://api.example.com.evil.example/', /none of the connector's hosts/],
    ['https://api.example.com:8443/', /none of the connector's hosts/],
    ['https://example.org/', /none of the connector's hosts/],
    ['https://evilexample.org/', /none of the connector's hosts/],
    ['https://api.example.com@evil.example/', /none of the connector's hosts/],
    ['http://10.1.2.3/', /none of the connector's hosts/],
    ['https://user:pass@api.example.com/', /holds a user name/],
    ['http://api.example.com/', /without TLS/],
    ['ftp://crm.lan/', /without TLS/],
    ['file:///etc/passwd', /none of the connector's hosts/],
  ])('%s', (url, reason) => {
    expect(() => check(url)).toThrow(reason);
  });
});

describe('an address is refused even under `hosts`, in any spelling', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
  ])('%s', (host) => {
    const url = new URL(`https://${host}/`);
    expect(() => check(url.href, { hosts: [url.host], privateHosts: [] })).toThrow(/private address/);
  });

  test.each(['93.184.215.14', '172.32.0.1', '[2606:2800:21f::1]'])('but %s, which is public, is not', (host) => {
    expect(() => check(`https://${host}/`, { hosts: [host], privateHosts: [] })).not.toThrow();
  });
});

describe('a name that leads to a private address', () => {
  const ask = async (privateHosts: (host: string) => string[]) => {
    const server = createServer((_, response) => response.end('reached')).listen(0);
    await once(server, 'listening');
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const http = createHttpClient({ hosts: [host], privateHosts: privateHosts(host) }, 1000);
    const request = { method: 'GET', url: new URL(`http://${host}/`), headers: {}, body: undefined };
    try {
      return await http.send(request, { signal: AbortSignal.timeout(5000), timeout: 5000, maxBytes: 1000 });
    } finally {
      http.close();
      server.close();
    }
  };

  test('is asked when the connector names it', async () => {
    expect(await ask((host) => [host])).toMatchObject({ status: 200, body: 'reached' });
  });

  test('is refused by what it resolves to, at the moment of connecting', async () => {
    // A private host of the same name at another port: the URL passes, and only the look-up of the connection can refuse.
    const http = createHttpClient({ hosts: ['localhost'], privateHosts: [] }, 1000);
    const request = { method: 'GET', url: new URL('https://localhost/'), headers: {}, body: undefined };
    const sent = http.send(request, { signal: AbortSignal.timeout(5000), timeout: 5000, maxBytes: 1000 });
    await expect(sent).rejects.toThrow(
      /localhost has the private address (?:127\.0\.0\.1|::1): name it under privateHosts/,
    );
    http.close();
  });
});
