import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import express from 'express';
import { Agent, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLiveFeed, type LiveFeed } from '../../src/calls/live-feed.ts';
import { createEventStream, type EventStream } from '../../src/http/api/event-stream.ts';
import { problemHandler } from '../../src/http/api/problem.ts';
import { eventually } from '../support/start-service.ts';

let feed: LiveFeed;
let stream: EventStream;
let server: Server;
beforeEach(async () => {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'performance', 'Date'],
  });
  feed = createLiveFeed('run', 10);
  stream = createEventStream(feed);
  server = express()
    .get('/', stream.handler)
    .use(problemHandler(() => {}))
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => {
  jest.useRealTimers();
  stream.close();
  server.close();
  server.closeAllConnections();
});

const agent = new Agent({ keepAlive: false });

/** Listens; what is heard is in `text`. */
async function listen(headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, headers, agent, method }, resolve).on('error', reject);
  });
  const listener = { response, text: '' };
  response.setEncoding('utf8').on('data', (chunk: string) => (listener.text += chunk));
  response.on('error', () => {});
  return listener;
}

const heard = (listener: { text: string }, text: string) =>
  eventually(
    async () => listener.text,
    (heard) => heard.includes(text),
  );

test('what is sent is as the standard says', async () => {
  const listener = await listen();
  feed.publish([
    { workspace: 'main', data: '{"a":1}' },
    { workspace: 'elsewhere', data: '{"b":2}' },
  ]);
  feed.forget();
  await heard(listener, 'reset');
  expect(listener.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  expect(listener.text).toBe(
    'retry: 2000\n\nid: run-0\n\nid: run-1\nevent: call\ndata: {"a":1}\n\nid: run-3\nevent: reset\ndata: {}\n\n',
  );
});

test('a connection on which nothing happens hears that it is alive', async () => {
  const listener = await listen();
  expect(listener.text).not.toContain(': still here');
  await jest.advanceTimersByTimeAsync(15_000);
  await heard(listener, ': still here\n\n');
});

test('there is a bound; who goes makes room', async () => {
  const listeners = [];
  for (let many = 0; many < 40; many++)
    listeners.push(...(await Promise.all(Array.from({ length: 50 }, () => listen()))));
  expect(listeners.map(({ response }) => response.statusCode)).toEqual(Array.from({ length: 2000 }, () => 200));
  const refused = await listen();
  expect(refused.response.statusCode).toBe(503);
  await heard(refused, 'There are 2000 listeners already: end some.');
  listeners[0]?.response.destroy();
  await eventually(
    async () => feed.listeners(),
    (count) => count === 1999,
  );
  expect((await listen()).response.statusCode).toBe(200);
}, 60_000);

test('a HEAD is no listener', async () => {
  const { response } = await listen({}, 'HEAD');
  expect([response.statusCode, feed.listeners()]).toEqual([200, 0]);
});

test('after the end there is nobody, and nobody comes in', async () => {
  const listener = await listen();
  stream.close();
  feed.publish([{ workspace: 'main', data: '{}' }]);
  await eventually(async () => listener.response.complete, Boolean);
  expect(listener.text).not.toContain('event: call');
  expect((await listen()).response.statusCode).toBe(503);
});
