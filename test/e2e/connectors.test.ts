import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { askApi } from '../support/api-client.ts';
import { PROGRAM, startService, type RunningService } from '../support/start-service.ts';

interface Person {
  readonly id: number;
  readonly name: string;
  readonly phone: string;
}

const KEY = 'key-of-the-crm';
const connectorFile = (port: number, use: string) => `
connector: 1
name: Test CRM
proven: real server
use: [${use}]
baseUrl: http://127.0.0.1:${port}
privateHosts: [127.0.0.1:${port}]
secrets:
  key: \${env:TEST_CRM_KEY}
auth: { type: apiKey, headers: { X-Key: '{{$secrets.key}}' } }
collections:
  people:
    fields: { id: id, person: name, phones: phone, contactUrl: 'http://127.0.0.1:${port}/people/{{id}}' }
    lookup:
      request: { path: /people, query: { phone: '{{$phone.nsn}}' } }
      records: body
    sync:
      request: { path: /people }
      records: body
`;

let people: readonly Person[];
let fault: RequestListener | undefined;
let asked: string[];
let server: Server;
let service: RunningService;
let environment: Record<string, string>;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/never')) return;
    if (fault) fault(request, response);
    else if (request.headers['x-key'] !== KEY) response.writeHead(401).end();
    else {
      const phone = new URL(request.url ?? '', 'http://x').searchParams.get('phone');
      const found = people.filter((person) => phone === null || person.phone.replace(/\D/g, '').endsWith(phone));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(found));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  const both = connectorFile(port, 'lookup, sync');
  environment = await environmentWith({
    'a.yaml': both.replace('use: [lookup, sync]', 'use: [sync]'),
    'address-less.yaml': both.replace(/baseUrl: .*/, "baseUrl: 'no-url-{{$secrets.key}}'"),
    'broken.yaml': 'connector: 1\nnaam: x\n',
    'crm.yaml': both,
    'greedy.yaml': both.replace('TEST_CRM_KEY', 'ADMIN_TOKEN'),
    'huge.yaml': `#${'x'.repeat(1_000_000)}`,
    'new.yaml': connectorFile(port, 'sync').replaceAll('path: /people', 'path: /never'),
    'unset.yaml': connectorFile(port, 'lookup').replace('TEST_CRM_KEY', 'NOT_SET'),
  });
  people = [];
  fault = undefined;
  asked = [];
  service = await startService({ 'a.csv': 'naam,telefoon\nUit de map,0611111111\n' }, environment);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await service.stop();
});
beforeEach(() => {
  fault = undefined;
  asked = [];
});

async function environmentWith(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const directory = await mkdtemp(join(tmpdir(), 'ringname-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return { CONNECTORS_DIR: directory, TEST_CRM_KEY: KEY, CACHE_UNKNOWN_SECONDS: '0', CACHE_SECONDS: '0' };
}

const nameOf = async (number: string, { hook } = service) => (await fetch(`${hook}?from=${number}`)).text();
const sync = (query = '') => askApi(service, 'POST', `/sources/crm/sync${query}`);
const ten = Array.from({ length: 10 }, (_, id) => ({ id, name: `Klant ${id}`, phone: `+31 20 123 456${id}` }));

describe('a connector while the phone rings', () => {
  test('is asked for a number that is not local, and its answer is shown', async () => {
    people = [{ id: 77, name: 'Uit het CRM', phone: '06-12345678' }];
    expect(await nameOf('0612345678')).toBe('Uit het CRM');
    expect(asked).toContain('/people?phone=612345678');
  });

  test('is believed only for the whole number', async () => {
    people = [{ id: 77, name: 'Een Belg', phone: '+32 612345678' }];
    expect(await nameOf('0612345679')).toBe('');
    expect(await nameOf('0612345670')).toBe('');
  });

  test('is not asked for a number that is local', async () => {
    expect(await nameOf('0611111111')).toBe('Uit de map');
    expect(asked).toEqual([]);
  });

  test.each<[string, RequestListener]>([
    ['hangs', () => {}],
    ['resets the connection', (request) => request.socket.destroy()],
    ['answers with an error', (_request, response) => response.writeHead(500).end('oops')],
    ['answers with no JSON', (_request, response) => response.end('<html>')],
    ['drips its answer', (_request, response) => void setInterval(() => response.write(' '), 50).unref()],
  ])('keeps nobody waiting when it %s', async (_fault, listener) => {
    fault = listener;
    expect(await nameOf('0612345671')).toBe('');
    expect(await nameOf('0611111111')).toBe('Uit de map');
  });

  test('shows the last name it knew of a number while it cannot be asked', async () => {
    fault = (request) => request.socket.destroy();
    expect(await nameOf('0612345678')).toBe('Uit het CRM');
  });
});

describe('the sync of a connector', () => {
  test('puts its contacts into the store, where they need no CRM', async () => {
    people = ten;
    expect(await sync()).toMatchObject({
      status: 200,
      json: { source: 'crm', mode: 'full', records: 10, contacts: 10 },
    });
    fault = () => {};
    expect(await nameOf('0201234563')).toBe('Klant 3');
    expect(asked).not.toContain('/people?phone=201234563');
    const { json } = await askApi(service, 'GET', '/sources/crm');
    expect(json).toMatchObject({ name: 'crm', kind: 'connector', contacts: 10, state: 'ok' });
  });

  test('keeps the last good contacts when the CRM is suddenly empty, unless it is forced', async () => {
    people = [];
    expect(await sync()).toMatchObject({
      status: 503,
      json: { detail: expect.stringContaining('10 contacts would become 0') },
    });
    expect(await nameOf('0201234563')).toBe('Klant 3');
    expect(await askApi(service, 'GET', '/sources/crm')).toMatchObject({ json: { state: 'failed', contacts: 10 } });
    people = ten.slice(0, 2);
    expect(await sync('?force=true')).toMatchObject({ status: 200 });
    expect(await nameOf('0201234563')).toBe('');
    expect(await nameOf('0201234561')).toBe('Klant 1');
  });

  test('keeps the last good contacts when it fails', async () => {
    fault = (_request, response) => response.writeHead(403).end();
    expect(await sync()).toMatchObject({ status: 503 });
    expect(await nameOf('0201234561')).toBe('Klant 1');
  });

  test('of a connector that is not there is told so', async () => {
    expect(await askApi(service, 'POST', '/sources/nowhere/sync')).toMatchObject({ status: 404 });
    expect(await askApi(service, 'POST', '/sources/unset/sync')).toMatchObject({
      status: 409,
      json: { detail: 'The connector "unset" cannot be used: needs NOT_SET: set it in the environment or in .env' },
    });
  });
});

describe('the list of sources', () => {
  test('has every connector, and says of each what stands in its way', async () => {
    const { json } = await askApi(service, 'GET', '/sources');
    const { sources } = json as { sources: { name: string; kind: string; state: string; lastError: string }[] };
    const connectors = sources.filter(({ kind }) => kind === 'connector');
    const told = Object.fromEntries(connectors.map(({ name, state, lastError }) => [name, [state, lastError]]));
    expect(told).toEqual({
      a: ['invalid', expect.stringContaining('a source of another kind has this name')],
      'address-less': ['invalid', 'Test CRM has an address that is no URL: no-url-***'],
      broken: ['invalid', expect.stringMatching(/^broken\.yaml:\d+:\d+ .*\nbroken\.yaml:2:1 naam is no key/m)],
      crm: ['failed', expect.stringContaining('answered 403')],
      greedy: ['unset', expect.stringMatching(/^needs ADMIN_TOKEN: /)],
      huge: ['invalid', 'huge.yaml is longer than 1000000 bytes'],
      new: ['new', null],
      unset: ['unset', expect.stringMatching(/^needs NOT_SET: /)],
    });
  });

  test('tells how far a sync has come', async () => {
    expect(await askApi(service, 'GET', '/sources/new')).toMatchObject({ json: { syncing: 0 } });
    expect(await askApi(service, 'GET', '/sources/crm')).toMatchObject({ json: { syncing: null } });
  });

  test('lets a connector have settings and a place before its first sync', async () => {
    const change = { position: 1, shared: 'none' };
    expect(await askApi(service, 'PATCH', '/sources/new', change)).toMatchObject({
      status: 200,
      json: { kind: 'connector', state: 'new', position: 1, shared: 'none' },
    });
  });

  test('keeps a connector whose file is there', async () => {
    expect(await askApi(service, 'DELETE', '/sources/crm')).toMatchObject({ status: 409 });
  });
});

test('a connector that fails on end while phones ring is left alone for a while, and the list says why', async () => {
  const other = await startService({}, await environmentWith({ 'crm.yaml': connectorFile(port, 'lookup') }));
  const told = async () => (await askApi(other, 'GET', '/sources/crm')).json;
  fault = (_request, response) => response.writeHead(500).end('out of order');
  expect(await told()).toMatchObject({ state: 'ok', lastError: null });
  for (let number = 0; number < 6; number++) await nameOf(`061234590${number}`, other);
  expect(await told()).toMatchObject({ state: 'resting', lastError: expect.stringContaining('500: out of order') });
  asked = [];
  await nameOf('0612345999', other);
  expect(asked).toEqual([]);
  await other.stop();
});

describe('trying a connector', () => {
  test('shows each request with its secrets blanked, and what came of it', async () => {
    people = ten;
    const { status, json } = await askApi(service, 'POST', '/sources/crm/test?number=0201234561');
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({
        number: '+31201234561',
        exchanges: [expect.objectContaining({ method: 'GET', status: 200 })],
        candidates: [expect.objectContaining({ verified: true })],
        error: null,
      }),
    ]);
    expect(JSON.stringify(json)).not.toContain(KEY);
  });

  test('from the command line: test, sync and lookup', async () => {
    people = ten;
    const run = async (...args: readonly string[]) => {
      const env = { PATH: process.env['PATH'], ...environment, DATA_DIR: join(service.dataDir, 'cli') };
      return (await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env, cwd: tmpdir() })).stdout;
    };
    const tested = await run('test', 'crm', '020-1234562');
    expect(tested).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/people\?phone=201234562\n/);
    expect(tested).toMatch(/has the number: Klant 2/);
    expect(tested).not.toContain(KEY);
    expect(await run('lookup', '0201234562')).toMatch(/connector: crm +found/);
    expect(await run('sync', 'crm')).toMatch(/crm: everything: 10 records, 10 contacts/);
    expect(await run('lookup', '0201234562')).toMatch(/the number itself +1 from crm/);
  });
});

test('a connector file with mistakes is told with all of them, and no log knows a secret', () => {
  expect(service.log()).toMatch(/broken\.yaml:\d+:\d+ .*naam/);
  expect(service.log()).not.toContain(KEY);
});
