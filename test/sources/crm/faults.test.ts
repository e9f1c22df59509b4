import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startStoppedListener } from '../../support/stopped-listener.ts';
import { openConnectorOf, phone, SECRET, smallConnector } from './try-connector.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const ANNA = { id: 1, name: 'Anna', phone: '020-1234567' };
const TIMEOUTS = { connect: '400ms', lookup: '800ms' };

let handle: RequestListener;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function find(keys: Record<string, unknown> = {}, signal = AbortSignal.timeout(20_000)) {
  return findWith({ KEY: SECRET }, keys, signal);
}

async function findWith(
  variables: Readonly<Record<string, string>>,
  keys: Record<string, unknown>,
  signal = AbortSignal.timeout(20_000),
) {
  const source = await openConnectorOf({ ...smallConnector(url), timeouts: TIMEOUTS, ...keys }, { variables });
  try {
    return await source.find?.(phone('+31201234567'), signal);
  } finally {
    source.close();
  }
}

describe('a CRM that', () => {
  const big = 50 * 1024 * 1024;
  const packed = gzipSync(Buffer.alloc(big, ' '));
  const faults: [string, RequestListener, RegExp, boolean][] = [
    ['never answers', () => undefined, /did not answer within 800 ms/, true],
    [
      'hangs in its headers',
      (request) => request.socket.write('HTTP/1.1 200 OK\r\nContent-'),
      /did not answer within 800 ms/,
      true,
    ],
    [
      'hangs in its answer',
      (_, response) => response.writeHead(200, { ...JSON_TYPE, 'Content-Length': 100 }).write('{"items":['),
      /did not answer within 800 ms/,
      true,
    ],
    [
      'drips',
      (_, response) => {
        response.writeHead(200, JSON_TYPE);
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(timer));
      },
      /did not answer within 800 ms/,
      true,
    ],
    ['hangs up at once', (request) => request.socket.destroy(), /broke the connection off/, true],
    [
      'hangs up in the middle',
      (_, response) => {
        response.writeHead(200, { ...JSON_TYPE, 'Content-Length': 100 }).write('{"items":[');
        setTimeout(() => response.destroy(), 20);
      },
      /could not be asked|broke the connection off/,
      true,
    ],
    [
      'answers 50 MB',
      (_, response) => {
        response.writeHead(200, JSON_TYPE);
        response.end(Buffer.alloc(big, ' '));
        response.on('error', () => undefined);
      },
      /answered more than is taken/,
      false,
    ],
    [
      'answers 50 MB in a few kilobytes',
      (_, response) => response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }).end(packed),
      /answered more than is taken/,
      false,
    ],
    [
      'answers broken JSON',
      (_, response) => response.writeHead(200, JSON_TYPE).end('{"items":[{]'),
      /JSON that cannot be read/,
      true,
    ],
    ['answers nothing', (_, response) => response.writeHead(200, JSON_TYPE).end(), /holds no body\.items/, false],
    [
      'answers its login page',
      (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Log in</html>'),
      /holds no body\.items/,
      false,
    ],
    [
      'answers something else',
      (_, response) => response.writeHead(200, JSON_TYPE).end('{"data":[]}'),
      /holds no body\.items/,
      false,
    ],
    [
      'is out of order',
      (_, response) => response.writeHead(500).end(`Error: key ${SECRET}, number +31 20 123 45 67`),
      /answered 500/,
      true,
    ],
    ['is overloaded', (_, response) => response.writeHead(503).end(), /answered 503/, true],
    [
      'wants to be asked next year',
      (_, response) => response.writeHead(429, { 'Retry-After': '9999999' }).end(),
      /answered 429/,
      true,
    ],
    [
      'refuses the secret',
      (_, response) => response.writeHead(401, JSON_TYPE).end('{"error":"bad token"}'),
      /answered 401: {"error":"bad token"}/,
      false,
    ],
    [
      'echoes the secret',
      (_, response) => response.writeHead(400, JSON_TYPE).end(JSON.stringify({ header: `Bearer ${SECRET}` })),
      /answered 400: {"header":"\*\*\*"}/,
      false,
    ],
    ['does not know the path', (_, response) => response.writeHead(404).end(), /answered 404/, false],
    [
      'sends us elsewhere',
      (request, response) => response.writeHead(302, { Location: `http://${request.headers.host ?? ''}/other` }).end(),
      /answered 302: it sends us to http:.*\/other, where nobody is sent on to/,
      false,
    ],
  ];

  test.each(faults)(
    '%s is not asked for ever, and the failure says what happened',
    async (_, fault, message, retryable) => {
      handle = fault;
      const failure: unknown = await find().catch((error: unknown) => error);
      expect(failure).toMatchObject({
        name: 'SourceError',
        message: expect.stringMatching(message) as unknown,
        retryable,
      });
      expect(String(failure)).not.toMatch(/s3cr|%20 ü|123 ?45 ?67|31201234567/);
    },
  );

  test('is there again is asked again', async () => {
    handle = (_, response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify({ items: [ANNA] }));
    expect(await find()).toHaveLength(1);
  });

  test('refuses connections', async () => {
    const { port, close } = await freePort();
    await close();
    await expect(find(smallConnector(`http://127.0.0.1:${port}`))).rejects.toMatchObject({
      message: expect.stringContaining('refuses the connection') as unknown,
      retryable: true,
    });
  });

  test('does not take a connection', async () => {
    const stopped = await startStoppedListener();
    const keys = {
      ...smallConnector(`http://127.0.0.1:${stopped.port}`),
      timeouts: { connect: '300ms', lookup: '10s' },
    };
    await expect(find(keys)).rejects.toThrow('no connection within 300 ms');
    stopped.close();
  });

  test('does not speak TLS', async () => {
    const listener = await freePort();
    const keys = {
      ...smallConnector(`https://127.0.0.1:${listener.port}`),
      timeouts: { connect: '300ms', lookup: '10s' },
    };
    await expect(find(keys)).rejects.toThrow('no connection within 300 ms');
    await listener.close();
  });
});

test('an address that holds a secret is not shown', async () => {
  const baseUrl = 'http://{{$secrets.key}}.crm.example';
  await expect(findWith({ KEY: 's3cr3t' }, { baseUrl })).rejects.toThrow('***.crm.example is called without TLS');
});

test('a CRM that wants not to be asked for longer than a phone rings fails at once, unasked', async () => {
  let asked = 0;
  handle = (_, response) => {
    asked += 1;
    response.writeHead(429, { 'Retry-After': '30' }).end();
  };
  const source = await openConnectorOf(smallConnector(url));
  const find = () => source.find?.(phone('+31201234567'), AbortSignal.timeout(20_000));
  await expect(find()).rejects.toThrow('answered 429');
  await expect(find()).rejects.toThrow(/collections\.contacts\.lookup: wants not to be asked for \d+ seconds/);
  expect(asked).toBe(1);
  source.close();
});

test('a caller who hangs up ends the question', async () => {
  handle = () => undefined;
  const caller = new AbortController();
  setTimeout(() => caller.abort(new Error('hung up')), 50);
  await expect(find({}, caller.signal)).rejects.toThrow('hung up');
});

test('closing the source ends what is under way', async () => {
  handle = () => undefined;
  const source = await openConnectorOf(smallConnector(url));
  const finding = source.find?.(phone('+31201234567'), AbortSignal.timeout(20_000));
  setTimeout(() => source.close(), 50);
  await expect(finding).rejects.toThrow('Test CRM was closed');
});

test('a local number is never asked about', async () => {
  handle = () => {
    throw new Error('asked');
  };
  const source = await openConnectorOf(smallConnector(url));
  expect(await source.find?.(phone('112'), AbortSignal.timeout(1000))).toEqual([]);
  source.close();
});

/** A port on which connections are taken, and nothing is ever said. */
async function freePort() {
  const sockets = new Set<Socket>();
  const listener = createTcpServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
