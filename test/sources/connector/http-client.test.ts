import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createHttpClient, type HttpClient } from '../../../src/sources/connector/http-client.ts';

const never = new AbortController().signal;

let server: Server;
let http: HttpClient;
let url: URL;
let connections = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url !== '/drip') return response.end('{}');
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    return response.on('close', () => clearInterval(timer));
  }).on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = createHttpClient({ hosts: [], privateHosts: [host] }, 1000);
  url = new URL(`http://${host}/`);
});

afterAll(() => {
  http.close();
  server.closeAllConnections();
  server.close();
});

function send(path: string, timeout: number) {
  const request = { method: 'GET', url: new URL(path, url), headers: {}, body: undefined };
  return http.send(request, { signal: never, timeout, maxBytes: 1_000_000 });
}

test('the time limit is one for the whole exchange: a body that drips does not outlive it', async () => {
  await expect(send('/drip', 300)).rejects.toMatchObject({
    message: `${url.host} did not answer within 300 ms`,
    retryable: true,
  });
});

test('the time limit is not lost with the garbage', async () => {
  // Node 20 forgets a timeout that only `AbortSignal.any` refers to.
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const collecting = setInterval(collectGarbage, 20);
  await expect(send('/drip', 300)).rejects.toThrow('did not answer within 300 ms');
  clearInterval(collecting);
}, 3000);

test('a connection is kept for the next question', async () => {
  connections = 0;
  for (let time = 0; time < 5; time++) expect((await send('/', 5000)).status).toBe(200);
  expect(connections).toBe(1);
});

describe('a connection that the other side closes', () => {
  /** Closes the connections of so many questions, after the first one was answered. */
  async function askTwice(closes: number) {
    let answered = 0;
    let closed = 0;
    const closing = createServer((_request, response) => {
      if (answered > 0 && closed < closes) {
        closed += 1;
        return response.destroy();
      }
      answered += 1;
      return response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(closing, 'listening');
    const host = `127.0.0.1:${(closing.address() as AddressInfo).port}`;
    const client = createHttpClient({ hosts: [], privateHosts: [host] }, 1000);
    const request = { method: 'GET', url: new URL(`http://${host}/`), headers: {}, body: undefined };
    const ask = () => client.send(request, { signal: never, timeout: 5000, maxBytes: 1000 });
    try {
      await ask();
      return (await ask()).status;
    } finally {
      client.close();
      closing.close();
    }
  }

  test('while it was kept is no failure: the question is asked over another', async () => {
    expect(await askTwice(1)).toBe(200);
  });

  test('and the next one, too, is a failure', async () => {
    await expect(askTwice(2)).rejects.toThrow('broke the connection off');
  });
});
