import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { startService, type RunningService } from '../support/start-service.ts';

const EXAMPLE = readFileSync(new URL('../../contacts/example.csv', import.meta.url));
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const SANNE = 'Sanne de Wit (Bloemenhuis Voorbeeld)';
const ACME = 'Bedrijf,Telefoon\n"Müller & Söhne = 100% <b>"" $GmbH",0309876543\n';

let service: RunningService;
beforeAll(async () => {
  service = await startService({ 'example.csv': EXAMPLE, 'signs.csv': ACME });
});
afterAll(() => service.stop());

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(service.hook + path, { redirect: 'manual', ...init });
  return { status: response.status, text: await response.text(), headers: response.headers };
};

test("the README's example", async () => {
  const [, query, shown] = /\$ curl 'http:\/\/127\.0\.0\.1:8080\/w\/TOKEN(\S+)'\n(.+)/.exec(README) ?? [];
  expect(query).toBeDefined();
  expect((await get(String(query))).text).toBe(shown);
});

describe("the PBX's two examples", () => {
  test('query form', async () => {
    const { status, text, headers } = await get(
      '?callid=1562062791&callfrom=31612345678&callto=31201234567&status=0&status_desc=INCOMING_RINGING&direction=in&timestamp=1562062791299',
    );
    expect([status, text]).toEqual([200, SANNE]);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('server-timing')).toMatch(/^lookup;dur=\d+(\.\d+)?$/);
  });

  test('path form', async () => {
    const path = '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299';
    expect((await get(path)).text).toBe(SANNE);
  });
});

describe('what each event gets', () => {
  test.each([
    ['INCOMING_RINGING', SANNE],
    ['OUTGOING_RINGING', 'Anna van der Meer'],
    ['CONNECTED', ''],
    ['DISCONNECTED', ''],
    ['TRANSFERRED_TO_MARS', ''],
    ['', SANNE],
  ])('%s: "%s"', async (event, shown) => {
    const query = `?callfrom=31612345678&callto=31611223344&status_desc=${event}`;
    expect(await get(query)).toMatchObject({ status: 200, text: shown });
    expect((await get(`${query}&format=json`)).text === '').toBe(shown === '');
  });

  test('an unknown event is logged once', () => {
    expect(service.log().match(/TRANSFERRED_TO_MARS/g)).toHaveLength(1);
  });
});

describe('the same question in other shapes', () => {
  test.each([
    ['a raw plus', '?callfrom=+31612345678'],
    ['an encoded plus', '?callfrom=%2B31612345678'],
    ['national', '?callfrom=06-12345678'],
    ['a SIP address', '?callfrom=sip:0612345678@pbx.example.nl;user=phone'],
    ['another name in capitals', '?CALLERID=0031612345678'],
    ['the first field that is not empty', '?from=&callfrom=&number=0612345678&caller=0699999999'],
    ['slashes behind the token', '//1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299'],
    ['a slash at the end', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299/'],
    ['the bare number in the path', '/0612345678'],
  ])('%s', async (_shape, rest) => {
    expect((await get(rest)).text).toBe(SANNE);
  });

  test.each(['//w/', '/w//', '//w//'])('slashes before the token: %s', async (start) => {
    const url = service.hook.replace(/(?<=:\d+)\/w\//, start);
    expect(await (await fetch(`${url}?callfrom=0612345678`)).text()).toBe(SANNE);
  });

  test('a withheld caller in a path that a front server folded', async () => {
    const path = '/1562062791/31612345678/0/INCOMING_RINGING/in/1562062791299';
    expect(await get(path)).toMatchObject({ status: 200, text: '' });
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'callfrom=%2B31612345678&status_desc=INCOMING_RINGING'],
    ['JSON', 'application/json', '{"callfrom":31612345678,"status_desc":"INCOMING_RINGING"}'],
    ['JSON that says it is a form', 'application/x-www-form-urlencoded', '{"callfrom":"0612345678"}'],
  ])('POST of %s', async (_kind, type, body) => {
    const answer = await get('?callid=7', { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 200, text: SANNE });
  });

  test('HEAD has the headers of the answer and no body', async () => {
    const { status, text, headers } = await get('?callfrom=31612345678', { method: 'HEAD' });
    expect([status, text, headers.get('content-length')]).toEqual([200, '', String(SANNE.length)]);
  });
});

describe('formats and display', () => {
  test.each([
    ['text', 'Müller & Söhne = 100 b GmbH', ''],
    ['ack', 'status=ACK&callername=Müller en Söhne 100 b GmbH', 'status=NAK'],
    ['empty', '', ''],
  ])('%s', async (format, found, unknown) => {
    expect((await get(`?from=0309876543&format=${format}`)).text.replace(/ +/g, ' ')).toBe(found);
    expect((await get(`?from=0309999999&format=${format}`)).text).toBe(unknown);
  });

  test('the format is never chosen by Accept', async () => {
    const answer = await get('?from=0612345678', { headers: { Accept: 'application/json' } });
    expect([answer.text, answer.headers.get('content-type')]).toEqual([SANNE, 'text/plain; charset=utf-8']);
  });

  test('json gives the number back byte for byte', async () => {
    const { text, headers } = await get('?from=+31%206%2012345678&format=json');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(JSON.parse(text)).toMatchObject({
      found: true,
      name: SANNE,
      person: 'Sanne de Wit',
      company: 'Bloemenhuis Voorbeeld',
      number: '+31 6 12345678',
      e164: '+31612345678',
      source: 'example',
      contactUrl: null,
      contacts: [{ name: SANNE }],
    });
    expect(JSON.parse((await get('?from=0309999999&format=json')).text)).toMatchObject({
      found: false,
      name: null,
      contacts: [],
    });
  });

  test('gigaset', async () => {
    const query = '?command=get_list&type=pb&fn=*&ln=*&hm=0612345678&nr=*&first=1&count=1&format=gigaset';
    expect((await get(query)).text).toContain('total="1"');
    expect((await get(query.replace('0612345678', '0309999999'))).text).toContain('notfound="hm" total="0"');
    // The telephone puts its own query behind the URL it was given.
    expect((await get('?format=gigaset?command=get_list&type=pb&hm=0612345678&nr=*')).text).toContain('total="1"');
  });

  test.each([
    ['max=15: the person alone', '&max=15', 'Sanne de Wit'],
    ['max=8: cut after a whole word', '&max=8', 'Sanne de'],
    ['max=0 says nothing', '&max=0', SANNE],
  ])('%s', async (_rule, query, shown) => {
    expect((await get(`?from=0612345678${query}`)).text).toBe(shown);
  });

  test('charset=ascii transliterates', async () => {
    expect((await get('?from=0309876543&charset=ascii')).text).toMatch(/^Muller & Sohne/);
  });
});

describe('never a body on an error, never another page', () => {
  const NO_BODY = /^HTTP\/1\.1 4\d\d [^]*?\r\n\r\n$/;
  const send = (line: string, rest = '') =>
    service.raw(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}\r\n`);
  const path = () => new URL(service.hook).pathname;

  test.each(['/w', '/w/', '/w?callfrom=1', '/w/wrong', '/w/wrong?callfrom=31612345678', '/w//', '/w/%00'])(
    '403 for %s',
    async (url) => {
      const answer = await send(`GET ${url}`);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).toMatch(NO_BODY);
    },
  );

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('405 for %s', async (method) => {
    const answer = await send(`${method} ${path()}?callfrom=31612345678`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(NO_BODY);
  });

  test.each([
    ['empty segments only', '///////'],
    ['a bad percent-encoding', '?callfrom=%zz%&status_desc=INCOMING_RINGING'],
    ['a bad percent-encoding in the path', '/%zz/%/%/0/INCOMING_RINGING/in/%'],
    ['a NUL', '?callfrom=%00%00&callid=%00'],
    ['percent-encoded bytes that are no UTF-8', '?callfrom=%ff%fe'],
    ['a fragment', '?callfrom=nobody#here'],
    ['thousands of fields', `?${'a=1&'.repeat(3000)}callid=1`],
    ['a field with a dangerous name', '?__proto__=1&constructor=2&callfrom=1'],
  ])('200 for %s', async (_case, rest) => {
    const answer = await service.raw(
      Buffer.from(`GET ${path()}${rest} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  });

  test('64 kB of query is refused without a body', async () => {
    expect(await send(`GET ${path()}?callfrom=${'1'.repeat(65_536)}`)).toMatch(NO_BODY);
  });

  test('a body of 10 MB is refused without a body', async () => {
    const body = 'a'.repeat(10_000_000);
    const refused = /^$|^HTTP\/1\.1 413 [^]*?\r\n\r\n$/;
    expect(await send(`POST ${path()}`, `Content-Length: ${body.length}\r\n\r\n${body}`)).toMatch(refused);
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n`;
    expect(await send(`POST ${path()}`, `Transfer-Encoding: chunked\r\n\r\n${chunks}`)).toMatch(refused);
  });

  test('a body that says it is too large is refused before it is sent', async () => {
    const answer = await send(`POST ${path()}`, 'Content-Length: 10000000\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(NO_BODY);
  });

  test.each([
    ['no HTTP', 'EHLO pbx.example.nl\r\n\r\n'],
    ['a broken request line', 'GET \u0001 HTTP/1.1\r\n\r\n'],
    [
      'raw bytes that are no UTF-8',
      Buffer.from('GET /w/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'latin1'),
    ],
    ['an address Express cannot parse', 'GET http://[/ HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])('%s: 4xx without a body', async (_case, request) => {
    expect(await service.raw(request)).toMatch(NO_BODY);
  });

  test('the absolute form of a request line is answered', async () => {
    expect(await send(`GET http://pbx.example.nl${path()}?callfrom=0612345678`)).toContain(SANNE);
  });

  test('HTTP/1.0 without a Host is answered', async () => {
    expect(await service.raw(`GET ${path()}?callfrom=0612345678 HTTP/1.0\r\n\r\n`)).toContain(SANNE);
  });

  test('elsewhere there is no page of Express either', async () => {
    const response = await fetch(`${service.url}/favicon.ico`);
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  test('after all that it still answers, and the log knows neither token nor number', async () => {
    expect((await get('?callfrom=31612345678')).text).toBe(SANNE);
    expect(service.log()).not.toMatch(/hook-token|admin-token|12345678/);
  });
});
