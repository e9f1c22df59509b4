import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
