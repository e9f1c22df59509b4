import { createServer } from 'node:http';
import { announcePort } from './baseline.ts';

/** A CRM that answers at once: its people by number, or all of them a page at a time. */
const PEOPLE = Number(process.argv[2]);
const PAGE = 1000;
const FIRST_NUMBER = 610_000_000;

const person = (index: number) => ({ id: index, name: `Klant ${index}`, phone: `+31 ${FIRST_NUMBER + index}` });

const server = createServer((request, response) => {
  const query = new URL(request.url ?? '', 'http://crm').searchParams;
  const phone = query.get('phone');
  const offset = Number(query.get('offset'));
  const people =
    phone === null
      ? Array.from({ length: Math.max(0, Math.min(PAGE, PEOPLE - offset)) }, (_, index) => person(offset + index))
      : [person(Number(phone) - FIRST_NUMBER)];
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ people }));
});
announcePort(server.listen(0, '127.0.0.1'));
