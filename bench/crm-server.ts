import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announcePort } from './baseline.ts';

/**
 * A CRM that answers at once: its people by number, or all of them a page at a time. `/be?state=…` makes it ill, as told
 * in `FAULTS`, or `well` again; `holding` keeps who wants a page waiting, and `refusing` takes no connections for a time.
 */
const PEOPLE = Number(process.argv[2]);
const PAGE = 1000;
const FIRST_NUMBER = 610_000_000;
const JSON_TYPE = { 'Content-Type': 'application/json' };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const person = (index: number) => ({ id: index, name: `Klant ${index}`, phone: `+31 ${FIRST_NUMBER + index}` });

const well: Answer = (request, response) => {
  const query = new URL(request.url ?? '', 'http://crm').searchParams;
  const phone = query.get('phone');
  const offset = Number(query.get('offset'));
  const people =
    phone === null
      ? Array.from({ length: Math.max(0, Math.min(PAGE, PEOPLE - offset)) }, (_, index) => person(offset + index))
      : [person(Number(phone) - FIRST_NUMBER)];
  response.writeHead(200, JSON_TYPE).end(JSON.stringify({ people }));
};

const big = Buffer.alloc(50 * 1024 * 1024, ' ');
const status =
  (code: number, headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end();

const FAULTS: Readonly<Record<string, Answer>> = {
  hanging: () => undefined,
  'hanging in its answer': (_request, response) => void response.writeHead(200, JSON_TYPE).write('{'),
  'breaking off': (_request, response) => {
    response.writeHead(200, JSON_TYPE).write('{');
    setTimeout(() => response.destroy(), 5);
  },
  'out of order': status(500),
  'too busy': status(429, { 'Retry-After': '1' }),
  'broken JSON': (_request, response) => void response.writeHead(200, JSON_TYPE).end('{]'),
  '50 MB': (_request, response) => void response.writeHead(200, JSON_TYPE).end(big),
  'refusing our token': status(401),
  empty: (_request, response) => void response.writeHead(200, JSON_TYPE).end('{"people":[]}'),
};

const held: (() => void)[] = [];
const holding: Answer = (request, response) => {
  if (request.url?.includes('phone=')) well(request, response);
  else held.push(() => well(request, response));
};

let answer = well;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://crm');
  if (pathname !== '/be') return answer(request, response);
  const state = searchParams.get('state') ?? '';
  answer = state === 'holding' ? holding : (FAULTS[state] ?? well);
  for (const respond of held.splice(0)) respond();
  response.on('finish', () => {
    if (state === 'refusing') refuseFor(Number(searchParams.get('milliseconds')));
  });
  return response.end();
});
announcePort(server.listen(0, '127.0.0.1'));

function refuseFor(milliseconds: number): void {
  const { port } = server.address() as AddressInfo;
  server.close();
  server.closeAllConnections();
  setTimeout(() => server.listen(port, '127.0.0.1'), milliseconds);
}
