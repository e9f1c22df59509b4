import { createServer } from 'node:http';
import { FIXED_NAME, announcePort } from './baseline.ts';

/** The least a Node server can do for an answer: what the webhook is measured against. */
const headers = [
  'Content-Type',
  'text/plain; charset=utf-8',
  'Content-Length',
  String(Buffer.byteLength(FIXED_NAME)),
  'Cache-Control',
  'no-store',
];

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(FIXED_NAME);
});
announcePort(server.listen(0, '127.0.0.1'));
