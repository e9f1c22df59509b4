import type { IncomingMessage } from 'node:http';

/**
 * The body of a request as text; undefined when it is larger than `mostBytes`, and empty when it is not there within
 * `patienceMs` or its client goes away. What is left of it then is not read.
 */
export function readBody(request: IncomingMessage, mostBytes: number, patienceMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const stop = (body: string | undefined): void => {
      clearTimeout(timer);
      request.pause();
      resolve(body);
    };
    const timer = setTimeout(stop, patienceMs, '');
    if (Number(request.headers['content-length']) > mostBytes) return stop(undefined);

    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) stop(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => stop(Buffer.concat(chunks).toString('utf8')));
    request.on('error', () => stop(''));
  });
}
