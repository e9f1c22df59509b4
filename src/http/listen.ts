import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../domain/app-error.ts';

/** How long a client that is being answered may keep a server from closing. */
const LAST_ANSWERS_MS = 5000;

/** Listens, and gives the address a person on this machine can use. Rejects with AppError `conflict` or `invalid`. */
export function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, port, host)));
    server.listen(port, host, () => resolve(urlOf(server.address() as AddressInfo)));
  });
}

/** Takes no more requests, finishes those being answered, then closes. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // A kept-alive connection becomes idle only after its last answer, and `close` does not come back for it.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const end = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(end);
}

function urlOf({ address, family, port }: AddressInfo): string {
  const everywhere = address === '0.0.0.0' || address === '::';
  const host = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function explain(cause: NodeJS.ErrnoException, port: number, host: string): AppError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new AppError(
        'conflict',
        `Port ${port} is in use by another program: stop it, or set PORT.`,
        {},
        { cause },
      );
    case 'EACCES':
      return new AppError(
        'invalid',
        `Port ${port} may not be opened by this user: set PORT to 1024 or more.`,
        {},
        { cause },
      );
    default:
      return new AppError('invalid', `Cannot listen on HOST=${host}, PORT=${port}: ${cause.message}`, {}, { cause });
  }
}
