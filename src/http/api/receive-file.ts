import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { AppError } from '../../domain/app-error.ts';

export interface ReceivedFile {
  readonly path: string;
  /** Removes it. */
  discard(): Promise<void>;
}

/**
 * Writes an uploaded file to `directory` as it comes in: the whole body, or where that is multipart its part `file`.
 * Throws AppError `too-large` or `invalid`, and leaves no file then.
 */
export async function receiveFile(request: Request, directory: string, mostBytes: number): Promise<ReceivedFile> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${randomUUID()}.upload`);
  const discard = () => rm(path, { force: true });
  try {
    const write = (content: Readable) => pipeline(content, limit(mostBytes), createWriteStream(path));
    if (request.is('multipart/form-data')) await writePart(request, write);
    else await write(request);
    return { path, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Hands the part `file` to `write`; the others are read and dropped. */
async function writePart(request: Request, write: (part: Readable) => Promise<void>): Promise<void> {
  const parts = new Busboy({ headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' } });
  let written: Promise<void> | undefined;
  parts.on('file', (name, part) => {
    if (name === 'file' && !written)
      written = write(part).catch((error: unknown) => void parts.destroy(asError(error)));
    else part.resume();
  });
  try {
    await pipeline(request, parts);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid', 'The multipart body cannot be read.', {}, { cause });
  }
  if (!written) throw new AppError('invalid', 'The multipart body has no part named "file".');
  await written;
}

/** Who is still sending does not hear an answer: so long what is too much is read, and dropped. */
const DROPPING_MS = 3000;

function limit(mostBytes: number): Transform {
  let bytes = 0;
  let droppingSince: number | undefined;
  const tooLarge = (): AppError =>
    new AppError('too-large', `The file is larger than the ${mostBytes} bytes that UPLOAD_MAX_MB allows.`);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= mostBytes) return done(null, chunk);
      droppingSince ??= performance.now();
      if (performance.now() - droppingSince < DROPPING_MS) done();
      else done(tooLarge());
    },
    flush(done) {
      done(bytes > mostBytes ? tooLarge() : null);
    },
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
