import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { sendPieces } from '../../src/http/api/send-pieces.ts';
import { eventually } from '../support/start-service.ts';

const PIECE = 'x'.repeat(10_000);

let pieces: () => AsyncIterable<string>;
let taken: number;
let server: Server;
beforeEach(async () => {
  taken = 0;
  const app = express();
  app.get('/', async (_request, response) => {
    await sendPieces(response, { 'Content-Type': 'text/csv' }, pieces());
  });
  app.use(((_error, _request, response, next) => {
    if (response.headersSent) next(_error);
    else response.status(503).end();
  }) as express.ErrorRequestHandler);
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

async function* produce(count: number, failure?: Error): AsyncIterable<string> {
  for (; taken < count; taken++) yield PIECE;
  if (failure) throw failure;
}

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const ask = () => new Promise<IncomingMessage>((resolve, reject) => get(url(), resolve).on('error', reject));

describe('a document in pieces', () => {
  test('arrives whole', async () => {
    pieces = () => produce(1000);
    const response = await fetch(url());
    expect([response.headers.get('content-type'), (await response.text()).length]).toEqual(['text/csv', 10_000_000]);
  });

  test('is made no faster than it is read, and no more once the reader has gone', async () => {
    pieces = () => produce(Infinity);
    const response = await ask();
    response.pause();
    const isResting = async () => {
      const before = taken;
      await wait(300);
      return before === taken;
    };
    await eventually(isResting, Boolean, 20_000);
    response.resume();
    const rested = taken;
    // The buffers of the system, too, take some megabytes.
    expect(rested).toBeLessThan(5000);
    await eventually(
      async () => taken,
      (now) => now > rested,
    );
    response.destroy();
    await eventually(isResting, Boolean, 20_000);
  });

  test('is not made for a HEAD', async () => {
    pieces = () => produce(1000);
    expect((await fetch(url(), { method: 'HEAD' })).headers.get('content-type')).toBe('text/csv');
    await wait(200);
    expect(taken).toBeLessThan(2);
  });

  test('that fails before it has begun is a problem', async () => {
    pieces = () => produce(0, new Error('the log cannot be read'));
    expect((await fetch(url())).status).toBe(503);
  });

  test('that fails in the middle does not look whole', async () => {
    pieces = () => produce(10, new Error('the log cannot be read'));
    const response = await fetch(url());
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
