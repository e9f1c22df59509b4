import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askApi } from '../support/api-client.ts';
import { eventually, startService, type RunningService } from '../support/start-service.ts';
import { startStoppedListener } from '../support/stopped-listener.ts';

/** Longer than many look-ups of local numbers take on the busiest machine, much shorter than the connector's patience. */
const DEADLINE_MS = 3000;

const JSON_TYPE = { 'Content-Type': 'application/json' };

const connectorFile = (port: number) => `
connector: 1
name: Test CRM
baseUrl: http://127.0.0.1:${port}
privateHosts: ['127.0.0.1:${port}']
auth: { type: none }
timeouts: { connect: 1m, lookup: 1m }
rate: { concurrency: 32 }
collections:
  people:
    fields: { id: id, person: name, phones: phone }
    lookup: { request: { path: /find, query: { phone: '{{$phone.e164}}' } }, records: body }
    sync:
      request: { path: /all, query: { page: '{{$page}}' } }
      records: body
      paginate: { by: page, size: 10 }
`;

const person = (id: number, phone: string) => ({ id, name: `Klant ${id}`, phone });
const synced = Array.from({ length: 20 }, (_, id) => person(id, `020 12345${10 + id}`));
const local = synced.map(({ name, phone }) => [phone.replaceAll(' ', ''), name] as const);

const healthy: RequestListener = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://crm');
  const page = Number(searchParams.get('page'));
  const phone = searchParams.get('phone') ?? '';
  const people =
    pathname === '/all' ? synced.slice(page * 10 - 10, page * 10) : [person(Number(phone.slice(-4)), phone)];
  response.writeHead(200, JSON_TYPE).end(JSON.stringify(people));
};

let handle: RequestListener = healthy;
let asked: string[] = [];
let open = new Set<ServerResponse>();
let crm: Server;
let port: number;
let service: RunningService;

beforeAll(async () => {
  crm = createServer((request, response) => {
    asked.push(request.url ?? '');
    open.add(response);
    response.on('close', () => open.delete(response));
    handle(request, response);
  }).listen(0, '127.0.0.1');
  await once(crm, 'listening');
  ({ port } = crm.address() as AddressInfo);
  service = await startWith(port);
  await eventually(contactCount, (count) => count === synced.length);
});
afterAll(async () => {
  crm.closeAllConnections();
  crm.close();
  await service.stop();
});
async function startWith(crmPort: number): Promise<RunningService> {
  const directory = await mkdtemp(join(tmpdir(), 'ringname-'));
  await writeFile(join(directory, 'crm.yaml'), connectorFile(crmPort));
  const contacts = `naam,telefoon\n${local.map(([phone, name]) => `${name},${phone}\n`).join('')}`;
  const environment = { CONNECTORS_DIR: directory, LOOKUP_DEADLINE_MS: String(DEADLINE_MS) };
  return startService(crmPort === port ? {} : { 'local.csv': contacts }, environment);
}

const contactCount = async () => {
  const { json } = await askApi(service, 'GET', '/sources/crm');
  return (json as { contacts: number }).contacts;
};
const nameOf = async (number: string, { hook } = service) => (await fetch(`${hook}?from=${number}`)).text();

let callers = 0;
/** A number that nobody has called from yet. */
const nextCaller = () => `061234${String((callers += 1)).padStart(4, '0')}`;
const nameAtCrm = (caller: string) => `Klant ${Number(caller.slice(-4))}`;

/** What a fault may do to a phone: nothing to those that are known here, and no name for the others, in time. */
async function expectHarmless(caller: string, of = service): Promise<void> {
  const unknown = { answered: false };
  const asking = nameOf(caller, of).then((name) => {
    unknown.answered = true;
    return name;
  });
  for (const [number, name] of local) expect(await nameOf(number, of)).toBe(name);
  expect(await asking).toBe('');
}

describe('a CRM that', () => {
  // After five failures on end it would be left alone, and the next fault would not be seen.
  afterEach(async () => {
    handle = healthy;
    crm.closeAllConnections();
    const caller = nextCaller();
    await eventually(
      () => nameOf(caller),
      (name) => name === nameAtCrm(caller),
      10_000,
    );
  });

  const answer =
    (status: number, headers = {}, body = ''): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, { ...JSON_TYPE, ...headers }).end(body);

  const failing: [string, RequestListener][] = [
    ['breaks the connection off at once', (request) => request.socket.destroy()],
    [
      'breaks it off in the middle of its answer',
      (_, response) => {
        response.writeHead(200, { ...JSON_TYPE, 'Content-Length': 100 }).write('[{"id"');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['is out of order', answer(500)],
    ['is overloaded', answer(503)],
    ['wants to be asked later', answer(429, { 'Retry-After': '1' })],
    ['answers no JSON', answer(200, {}, '[{]')],
    [
      'answers 50 MB',
      (_, response) => void response.writeHead(200, JSON_TYPE).end(Buffer.alloc(50 * 1024 * 1024, ' ')),
    ],
    ['has ended or taken back what lets us in', answer(401, {}, '{"error":"invalid_token"}')],
    ['has a clock that is wrong', answer(403, { Date: 'Sat, 01 Jan 2000 00:00:00 GMT' }, '{"error":"clock_skew"}')],
    ['suddenly knows nobody', answer(200, {}, '[]')],
  ];

  test.each(failing)('%s: phones get what is known here, and its name once it is well', async (_, fault) => {
    handle = fault;
    asked = [];
    const caller = nextCaller();
    await expectHarmless(caller);
    expect(asked.every((url) => url.startsWith('/find?phone=%2B31612'))).toBe(true);
    expect(asked).not.toEqual([]);
    // Nothing of the failure was kept; what a CRM says it does not know is believed for a while.
    handle = healthy;
    const next = fault === failing.at(-1)?.[1] ? nextCaller() : caller;
    expect(await eventually(() => nameOf(next), Boolean, 10_000)).toBe(nameAtCrm(next));
  });

  const hanging: [string, RequestListener][] = [
    ['never answers', () => undefined],
    ['hangs in its headers', (request) => void request.socket.write('HTTP/1.1 200 OK\r\nContent-')],
    [
      'hangs in its answer',
      (_, response) => void response.writeHead(200, { ...JSON_TYPE, 'Content-Length': 100 }).write('[{'),
    ],
    [
      'drips',
      (_, response) => {
        response.writeHead(200, JSON_TYPE);
        const timer = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ];

  test.each(hanging)('%s: the phone has its answer while the CRM is still being asked', async (_, fault) => {
    handle = fault;
    const caller = nextCaller();
    await expectHarmless(caller);
    expect(open.size).toBe(1);
  });

  test('refuses connections', async () => {
    crm.close();
    crm.closeAllConnections();
    await once(crm, 'close');
    const caller = nextCaller();
    await expectHarmless(caller);
    crm.listen(port, '127.0.0.1');
    await once(crm, 'listening');
    expect(await eventually(() => nameOf(caller), Boolean, 10_000)).toBe(nameAtCrm(caller));
  });

  test('does not take connections', async () => {
    const stopped = await startStoppedListener();
    const other = await startWith(stopped.port);
    await expectHarmless(nextCaller(), other);
    stopped.close();
    await other.stop();
  });

  test('answers too late: the next ring has the name', async () => {
    const late: (() => void)[] = [];
    handle = (...exchange) => void late.push(() => healthy(...exchange));
    const caller = nextCaller();
    await expectHarmless(caller);
    handle = () => undefined;
    late.forEach((respond) => respond());
    expect(await eventually(() => nameOf(caller), Boolean, 10_000)).toBe(nameAtCrm(caller));
  });
});

describe('a sync', () => {
  afterEach(() => {
    handle = healthy;
  });

  test.each<[string, RequestListener]>([
    [
      'an answer that is too long',
      (_, response) => void response.writeHead(200, JSON_TYPE).end(' '.repeat(11_000_000)),
    ],
    ['a refusal', (_, response) => void response.writeHead(403).end()],
    ['records of another shape', (_, response) => void response.writeHead(200, JSON_TYPE).end('[{"x":1},{"x":2}]')],
  ])('that ends in the middle by %s leaves all as it was', async (_, fault) => {
    handle = (request, response) => (request.url === '/all?page=2' ? fault : healthy)(request, response);
    asked = [];
    expect(await askApi(service, 'POST', '/sources/crm/sync?force=true')).toMatchObject({ status: 503 });
    expect(asked).toEqual(['/all?page=1', '/all?page=2']);
    expect(await contactCount()).toBe(synced.length);
    expect(await nameOf(local[15]?.[0] ?? '')).toBe('Klant 15');
  });
});

test('a CRM that wants to be asked next year is left alone, and no phone waits for it', async () => {
  handle = (_, response) => void response.writeHead(429, { 'Retry-After': '31536000' }).end();
  await expectHarmless(nextCaller());
  asked = [];
  await expectHarmless(nextCaller());
  expect(asked).toEqual([]);
});

test('of two CRMs one that hangs does not hide the name another has, and its own is there at the next ring', async () => {
  const CONNECTORS_DIR = await mkdtemp(join(tmpdir(), 'ringname-'));
  const first = connectorFile(port).replace('collections:', 'use: [lookup]\ncollections:');
  await writeFile(join(CONNECTORS_DIR, 'a.yaml'), first);
  await writeFile(join(CONNECTORS_DIR, 'b.yaml'), first.replace('/find', '/second'));
  const both = await startService({}, { CONNECTORS_DIR, LOOKUP_DEADLINE_MS: String(DEADLINE_MS) });
  const caller = nextCaller();
  const late: (() => void)[] = [];
  handle = (request, response) => {
    if (request.url?.startsWith('/find')) late.push(() => healthy(request, response));
    else response.writeHead(200, JSON_TYPE).end(JSON.stringify([{ id: 1, name: 'Uit b', phone: caller }]));
  };
  expect(await nameOf(caller, both)).toBe('Uit b');
  late.forEach((respond) => respond());
  const next = await eventually(
    () => nameOf(caller, both),
    (name) => name !== 'Uit b',
  );
  expect(next).toBe(nameAtCrm(caller));
  expect(late).toHaveLength(1);
  await both.stop();
});
