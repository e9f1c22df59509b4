import { afterEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createHttpServer } from '../../src/http/create-server.ts';

let server: Server;
afterEach(() => {
  server.close();
});

describe('the HTTP server', () => {
  test('hands Express requests that have its prototypes already, so that setting them costs nothing', async () => {
    const app = express();
    const seen: boolean[] = [];
    server = createHttpServer(app, (request, response) => {
      seen.push(Object.getPrototypeOf(request) === app.request, Object.getPrototypeOf(response) === app.response);
      return false;
    });
    app.get('/', (request, response) => response.json({ ip: typeof request.ip, app: request.app === app }));
    expect(await ask('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/\{"ip":"string","app":true\}$/);
    expect(seen).toEqual([true, true]);
  });

  test('never sends a page of Express, whatever the request line', async () => {
    server = createHttpServer(express(), () => false);
    for (const url of ['http://[/', 'http://a:b:c/', '/other', '/%zz', '*']) {
      const answer = await ask(`GET ${url} HTTP/1.1\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d [^]*\r\n\r\n$/);
    }
  });
});

async function ask(request: string): Promise<string> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(request);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}
