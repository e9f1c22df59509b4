import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A piece is some ten thousand characters: more is not read before the client has taken what there is. */
const MOST_WAITING_BYTES = 65_536;

/**
 * Sends a document piece by piece, as fast as the client takes it, and stops reading when it goes. What fails before the
 * first piece is thrown; after it the connection is closed in the middle, so that nobody takes a part for the whole.
 */
export async function sendPieces(
  response: Response,
  headers: Readonly<Record<string, string>>,
  pieces: AsyncIterable<string>,
): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncIterable<string> {
    for (let piece = first; !piece.done; piece = await iterator.next()) yield piece.value;
  }
  response.writeHead(200, headers);
  // Express answers a HEAD by the GET's route: nobody would read what follows.
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(Readable.from(all(), { objectMode: false, highWaterMark: MOST_WAITING_BYTES }), response);
}
