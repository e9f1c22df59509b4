import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../src/http/read-body.ts';

const MOST_BYTES = 1000;

let server: Server;
let read: Promise<string | undefined>;
beforeEach(async () => {
  server = createServer((incoming, response) => {
    read = readBody(incoming, MOST_BYTES, 60_000);
    void read.then((body) => response.setHeader('Connection', 'close').end(String(body?.length)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** What is read of a body that is sent in these pieces, in one go or in chunks. */
async function readOf(pieces: readonly (string | Buffer)[], headers: Readonly<Record<string, string | number>>) {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1', method: 'POST', headers }).on('error', () => undefined);
  for (const piece of pieces) sent.write(piece);
  sent.end();
  await once(sent, 'response');
  return read;
}

describe.each([
  ['that tells its length', (length: number) => ({ 'Content-Length': length })],
  ['in chunks', () => ({ 'Transfer-Encoding': 'chunked' })],
])('a body %s', (_how, headersFor) => {
  test.each([
    ['nothing', [], ''],
    ['pieces', ['from=', '0612345678'], 'from=0612345678'],
    ['a letter in two pieces', [Buffer.from([0xc3]), Buffer.from([0xa9])], 'é'],
    ['as much as is allowed', ['x'.repeat(MOST_BYTES)], 'x'.repeat(MOST_BYTES)],
    ['a byte more than that', ['x'.repeat(MOST_BYTES), 'x'], undefined],
  ])('of %s', async (_what, pieces, expected) => {
    const length = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    expect(await readOf(pieces, headersFor(length))).toBe(expected);
  });
});

test('a body whose client goes away is empty', async () => {
  const { port } = server.address() as AddressInfo;
  const arrived = once(server, 'request');
  const headers = { 'Content-Length': 100 };
  const sent = request({ port, host: '127.0.0.1', method: 'POST', headers }).on('error', () => undefined);
  sent.write('from=0612345678');
  await arrived;
  sent.destroy();
  expect(await read).toBe('');
});
