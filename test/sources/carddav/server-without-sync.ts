import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in front of another. */
export interface Proxy {
  readonly url: string;
  /** As `PROPFIND /path depth 1`. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Stands in front of a CardDAV server and leaves out of its answers that it can report changes (RFC 6578). */
export async function startServerWithoutSync(target: string): Promise<Proxy> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const depth = String(request.headers['depth'] ?? '-');
      requests.push(`${request.method} ${request.url} depth ${depth}`);
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {
          depth,
          authorization: request.headers.authorization ?? '',
          'content-type': request.headers['content-type'] ?? '',
        },
        body: request.method === 'GET' ? null : await readText(request),
        redirect: 'manual',
      });
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? 'text/plain';
      const location = answer.headers.get('location');
      response.writeHead(answer.status, { 'content-type': type, ...(location !== null && { location }) });
      response.end(text.replaceAll(/<(\w+:)?sync-collection ?\/>/g, ''));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
