import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { answerCall, type House } from '../../src/answer-call.ts';
import type { FoundContact } from '../../src/domain/contact.ts';
import type { Hook } from '../../src/domain/hook.ts';
import { createHttpServer } from '../../src/http/create-server.ts';
import { closeServer } from '../../src/http/listen.ts';
import { createWebhook, type WebhookParts } from '../../src/http/webhook.ts';
import { cached } from '../../src/lookup/cached.ts';
import type { Directory } from '../../src/lookup/directory.ts';
import { directoryLookup } from '../../src/lookup/directory-lookup.ts';
import { within } from '../../src/lookup/within.ts';
import { DEFAULT_PATH } from '../../src/pbx/path-form.ts';

const hook: Hook = {
  id: 'default',
  token: 'token',
  workspace: 'main',
  format: 'text',
  path: DEFAULT_PATH,
  fields: {},
  allow: [],
  sources: null,
  display: { template: null, max: 40, charset: 'utf8' },
  fallback: { kind: 'empty' },
  callLog: 'full',
};
const sanne: FoundContact = {
  person: 'Sanne de Wit',
  company: null,
  contactUrl: null,
  source: 'example',
  shared: 'first',
  template: null,
};

let findByNumber: Directory['findByNumber'];
let record: WebhookParts['record'];
let answeredFrom: number[];
let failures: unknown[];
let server: Server;

beforeEach(async () => {
  findByNumber = async () => [sanne];
  failures = [];
  answeredFrom = [];
  record = () => {};
  const directory: Directory = { findByNumber: (question) => findByNumber(question), findByRange: async () => [] };
  const cache = cached(directoryLookup(directory), { entries: 100, foundMs: 60_000, unknownMs: 60_000 });
  const house: House = { lookup: within(50, cache.lookup), country: 'NL', nameTemplate: '{person} ({company})' };
  const webhook = createWebhook({
    findHook: (token) => (token === hook.token ? hook : undefined),
    mayCall: () => true,
    answer: (call, _hook, display, askedAt) => {
      answeredFrom.push(askedAt);
      return answerCall(call, hook, display, house, { askedAt });
    },
    record: (...told) => record(...told),
    reportFailure: (error) => failures.push(error),
    bodyPatienceMs: 50,
  });
  server = createHttpServer(express(), webhook);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const open = (request: string): Socket => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('utf8').write(request);
  return socket;
};

/** What comes back until the server closes the connection. */
async function ask(request: string): Promise<string> {
  let answer = '';
  for await (const chunk of open(request)) answer += String(chunk);
  return answer;
}

const get = (rest: string) => ask(`GET /w/token${rest} HTTP/1.1\r\nConnection: close\r\n\r\n`);
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);

describe('while the store hangs', () => {
  beforeEach(() => {
    findByNumber = () => new Promise(() => {});
  });

  test.each([
    ['text', ''],
    ['ack', 'status=NAK'],
    ['gigaset', expect.stringContaining('notfound="hm" total="0"')],
    ['json', expect.stringMatching(/^\{"found":false,"name":null,.*"e164":"\+31612345678".*"contacts":\[\]\}$/)],
    ['empty', ''],
  ])('%s: the phone is told in time that nobody is known', async (format, body) => {
    const answer = await get(`?from=0612345678&format=${format}`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(bodyOf(answer)).toEqual(body);
  });

  test('every one of many phones gets its answer', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => get(`?from=0612345${100 + index}`)));
    expect(answers.every((answer) => /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/.test(answer))).toBe(true);
  });

  test('an event that asks for no name does not ask the store', async () => {
    expect(await get('?from=0612345678&status_desc=CONNECTED')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  });

  test('what it says too late is there at the next ring', async () => {
    let wake = (_found: FoundContact[]): void => {};
    findByNumber = () => new Promise((resolve) => (wake = resolve));
    expect(bodyOf(await get('?from=0612345678'))).toBe('');
    wake([sanne]);
    findByNumber = () => Promise.reject(new Error('is not asked again'));
    expect(bodyOf(await get('?from=0612345678'))).toBe('Sanne de Wit');
  });
});

test('while the store fails, the phone is told that nobody is known, and the next ring asks it again', async () => {
  findByNumber = () => Promise.reject(new Error('disk I/O error'));
  expect(await get('?from=0612345678')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  findByNumber = async () => [sanne];
  expect(bodyOf(await get('?from=0612345678'))).toBe('Sanne de Wit');
});

test('whatever fails in us, the phone gets an answer, and we are told', async () => {
  const broken = new Error('a contact that cannot be read');
  findByNumber = async () => [
    new Proxy(sanne, {
      get: () => {
        throw broken;
      },
    }),
  ];
  expect(await get('?from=0612345678')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  expect(failures).toEqual([broken]);
});

describe('a POST whose body does not come', () => {
  const half = 'POST /w/token?from=0612345678 HTTP/1.1\r\nContent-Length: 100\r\n\r\nname=';

  test('is answered from its query, and the rest is not read', async () => {
    const answer = await ask(half);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n/);
    expect(bodyOf(answer)).toBe('Sanne de Wit');
  });

  test('has waited since it came, and not since its body did', async () => {
    const arrived = new Promise<number>((resolve) => server.once('request', () => resolve(performance.now())));
    const answer = ask(half);
    const came = await arrived;
    await answer;
    expect(answeredFrom).toEqual([expect.any(Number)]);
    expect(answeredFrom[0]).toBeLessThanOrEqual(came);
  });

  test('because the client is gone is no failure of ours', async () => {
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const socket = open(half);
    await arrived;
    socket.resetAndDestroy();
    await get('?from=0612345678');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(failures).toEqual([]);
  });
});

test('a GET whose body does not come is answered, and the connection closed', async () => {
  const answer = await ask('GET /w/token?from=0612345678 HTTP/1.1\r\nContent-Length: 100\r\n\r\nname=');
  expect(bodyOf(answer)).toBe('Sanne de Wit');
});

test('several requests in one packet are answered in their order, however long each takes', async () => {
  const jan = { ...sanne, person: 'Jan' };
  findByNumber = async ({ number }) => {
    const isFirst = number === '+31612345678';
    if (isFirst) await new Promise((resolve) => setTimeout(resolve, 20));
    return [isFirst ? sanne : jan];
  };
  const body = 'from=0687654321';
  const answer = await ask(
    'GET /w/token?from=0612345678 HTTP/1.1\r\n\r\n' +
      `POST /w/token HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
      'HEAD /w/token?from=0687654321 HTTP/1.1\r\n\r\n' +
      'GET /w/token?from=0612345678&max=5 HTTP/1.1\r\nConnection: close\r\n\r\n',
  );
  const bodies = answer.split('HTTP/1.1 200 OK\r\n').map(bodyOf);
  expect(bodies.slice(1)).toEqual(['Sanne de Wit', 'Jan', '', 'Sanne']);
});

test('what is ready leaves, though the server is told to close in the same turn', async () => {
  findByNumber = () => [sanne];
  const closed = new Promise<void>((resolve) => {
    server.once('request', () => void closeServer(server).then(resolve));
  });
  const keptAlive = 'GET /w/token?from=0612345678 HTTP/1.1\r\n\r\n'.repeat(2);
  const answer = await ask(keptAlive);
  expect(answer.match(/Sanne de Wit/g)).toHaveLength(2);
  await closed;
});

test('who goes away before the answer is no failure of ours', async () => {
  let wake = (_found: FoundContact[]): void => {};
  const asked = new Promise<void>((told) => {
    findByNumber = () => new Promise((resolve) => ((wake = resolve), told()));
  });
  const gone = new Promise((resolve) => server.once('request', (request) => request.socket.on('close', resolve)));
  const socket = open('GET /w/token?from=0612345678 HTTP/1.1\r\n\r\n');
  await asked;
  socket.resetAndDestroy();
  await gone;
  let recorded: unknown;
  const told = new Promise<void>((resolve) => {
    record = (_call, _hook, answer) => ((recorded = answer?.chosen?.person), resolve());
  });
  wake([sanne]);
  await told;
  expect([recorded, failures]).toEqual(['Sanne de Wit', []]);
});

test.each([
  [
    'a client that waits to be told to go on',
    'Connection: close\r\nExpect: 100-continue',
    '100 Continue\r\n\r\nHTTP/1.1 200 OK',
  ],
  ['a client that would rather speak HTTP/2', 'Connection: close, Upgrade\r\nUpgrade: h2c', '200 OK'],
])('%s gets its answer', async (_who, headers, start) => {
  const body = 'from=0612345678';
  const answer = await ask(`POST /w/token HTTP/1.1\r\n${headers}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  expect(answer.startsWith(`HTTP/1.1 ${start}\r\n`)).toBe(true);
  expect(answer).toMatch(/\r\n\r\nSanne de Wit$/);
});

test('an Expect that nobody knows is no reason to leave a phone without its name', async () => {
  const answer = await ask('GET /w/token?from=0612345678 HTTP/1.1\r\nExpect: tea\r\nConnection: close\r\n\r\n');
  expect(bodyOf(answer)).toBe('Sanne de Wit');
});

describe('every answer says that it is not to be kept, and how long it took', () => {
  test.each([
    ['a name', 200, 'GET /w/token?from=0612345678', ''],
    ['no name', 200, 'GET /w/token?from=anonymous', ''],
    ['an event', 200, 'GET /w/token?from=0612345678&status_desc=CONNECTED', ''],
    ['no token', 403, 'GET /w', ''],
    ['a wrong token', 403, 'GET /w/wrong', ''],
    ['a method that is not answered', 405, 'DELETE /w/token', ''],
    ['a body that is too large', 413, 'POST /w/token', 'Content-Length: 70000\r\n'],
  ])('%s: %i', async (_case, status, request, headers) => {
    const answer = await ask(`${request} HTTP/1.1\r\nConnection: close\r\n${headers}\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nCache-Control: no-store\r\n/);
    expect(answer).toMatch(/\r\nServer-Timing: lookup;dur=\d+\.\d\d\r\n/);
  });
});

describe('what is recorded', () => {
  test('is told after the answer has left, with the call and its answer', async () => {
    const order: unknown[] = [];
    server.prependListener('request', (_request, response) => {
      response.end = new Proxy(response.end, {
        apply: (end, self, args: never) => {
          order.push('answered');
          return Reflect.apply(end, self, args);
        },
      });
    });
    record = (call, hook, answer) => order.push([call.kind, call.from, hook.id, answer?.chosen?.person]);
    await get('?from=0612345678&status_desc=INCOMING_RINGING');
    await get('?from=0612345678&status_desc=DISCONNECTED');
    expect(order).toEqual([
      'answered',
      ['incoming-ringing', '0612345678', 'default', 'Sanne de Wit'],
      'answered',
      ['disconnected', '0612345678', 'default', undefined],
    ]);
  });

  test('is nothing of a request that is refused', async () => {
    let told = 0;
    record = () => told++;
    for (const request of ['GET /w/wrong?from=1', 'DELETE /w/token?from=1'])
      await ask(`${request} HTTP/1.1\r\nConnection: close\r\n\r\n`);
    expect(told).toBe(0);
  });

  test('does not keep a phone from its answer when that fails', async () => {
    record = () => {
      throw new Error('full');
    };
    expect(bodyOf(await get('?from=0612345678'))).toBe('Sanne de Wit');
    expect(failures).toHaveLength(1);
  });
});
