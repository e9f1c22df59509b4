import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askApi } from '../support/api-client.ts';
import { startService, type RunningService } from '../support/start-service.ts';

let service: RunningService;
let server: Server;
let origin: string;
let answer: RequestListener;
const asked: IncomingMessage[] = [];

beforeAll(async () => {
  service = await startService({ 'a.csv': 'naam,telefoon\nUit de map,0611111111\n' }, { UPLOAD_MAX_MB: '1' });
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await service.stop();
});

const nameOf = async (number: string) => (await fetch(`${service.hook}?from=${number}`)).text();
const serve =
  (content: string, etag: string): RequestListener =>
  (request, response) => {
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { ETag: etag, 'Content-Type': 'text/csv' }).end(isKnown ? '' : content);
  };
const sync = (query = '') => askApi(service, 'POST', `/sources/web/sync${query}`);

describe('a source that is fetched from a URL', () => {
  test('is made, fetched and shown, without its password', async () => {
    answer = serve('naam,telefoon\nVan het web,0301234567\n', '"one"');
    const feed = { url: `http://jan:geheim@${origin}/klanten.csv?key=1`, everyMinutes: 15 };
    expect(await askApi(service, 'PUT', '/sources/web', feed)).toMatchObject({
      status: 201,
      json: {
        name: 'web',
        kind: 'url',
        contacts: 1,
        url: `http://jan:***@${origin}/klanten.csv?key=1`,
        everyMinutes: 15,
      },
    });
    expect(asked.at(-1)?.headers.authorization).toBe(`Basic ${btoa('jan:geheim')}`);
    expect(await nameOf('0301234567')).toBe('Van het web');
  });

  test('is asked whether there is a newer version', async () => {
    expect(await sync()).toMatchObject({ status: 200, json: { unchanged: true, contacts: 1 } });
    expect(asked.at(-1)?.headers['if-none-match']).toBe('"one"');
    answer = serve('naam,telefoon\nNieuwer,0301234567\n', '"two"');
    expect(await sync()).toMatchObject({ status: 200, json: { unchanged: false } });
    expect(await nameOf('0301234567')).toBe('Nieuwer');
  });

  test.each<[string, RequestListener, RegExp]>([
    ['an error page', (_request, response) => response.writeHead(500).end('<h1>oops</h1>'), /answered with status 500/],
    [
      'a file that is too large',
      (_request, response) => response.end('x'.repeat(1_500_000)),
      /larger than 1000000 bytes/,
    ],
    ['a connection that breaks', (request) => request.socket.destroy(), /cannot be reached/],
    ['a redirect without an end', (_request, response) => response.writeHead(302, { Location: '/again' }).end(), /./],
  ])('keeps its contacts when there is %s, and says why', async (_fault, fault, reason) => {
    answer = fault;
    const { status, json } = await sync();
    expect([status, json]).toEqual([503, expect.objectContaining({ detail: expect.stringMatching(reason) })]);
    expect(JSON.stringify(json)).not.toContain('geheim');
    expect(await nameOf('0301234567')).toBe('Nieuwer');
    expect(await askApi(service, 'GET', '/sources/web')).toMatchObject({
      json: { state: 'failed', lastError: expect.stringMatching(reason), contacts: 1 },
    });
  });

  test('keeps its contacts when the file yields nothing', async () => {
    answer = serve('naam,telefoon\nZonder,n.v.t.\n', '"three"');
    expect(await sync()).toMatchObject({ status: 422 });
    expect(await nameOf('0301234567')).toBe('Nieuwer');
  });

  test('is read again when its country changes', async () => {
    answer = serve('naam,telefoon\nBelg,0471 12 34 56\n', '"four"');
    await sync();
    expect(await nameOf('%2B32471123456')).toBe('');
    await askApi(service, 'PATCH', '/sources/web', { country: 'BE' });
    await sync();
    expect(await nameOf('%2B32471123456')).toBe('Belg');
  });

  test('cannot take the place of another kind of source', async () => {
    expect(await askApi(service, 'PUT', '/sources/a', { url: `http://${origin}/` })).toMatchObject({ status: 409 });
    expect(await askApi(service, 'POST', '/sources/a/sync')).toMatchObject({ status: 404 });
  });

  test.each([
    [{}, /url/],
    [{ url: 'file:///etc/passwd' }, /http/],
    [{ url: 'http://x/', everyMinutes: 0 }, /everyMinutes/],
  ])('is refused as %j', async (feed, reason) => {
    const { status, json } = await askApi(service, 'PUT', '/sources/fout', feed);
    expect([status, json]).toEqual([400, expect.objectContaining({ detail: expect.stringMatching(reason) })]);
  });

  test('goes with its contacts', async () => {
    expect(await askApi(service, 'DELETE', '/sources/web')).toMatchObject({ status: 204 });
    expect(await nameOf('%2B32471123456')).toBe('');
    expect(service.log()).not.toContain('geheim');
  });
});

test('an upload is read again when its country changes', async () => {
  await askApi(service, 'PUT', '/sources/belgen/file', 'naam,telefoon\nAnna,0471 12 34 57\n');
  expect(await nameOf('%2B32471123457')).toBe('');
  await askApi(service, 'PATCH', '/sources/belgen', { country: 'BE' });
  expect(await nameOf('%2B32471123457')).toBe('Anna');
});
