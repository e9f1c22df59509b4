import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import axios, { AxiosError, isCancel, type AxiosResponse } from 'axios';
import { SourceError } from '../source.ts';

/** What a server said of a file, by which it can be asked whether there is a newer one. */
export interface FileVersion {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface FetchLimits {
  readonly bytes: number;
  /** For the whole file. */
  readonly milliseconds: number;
}

const httpAgent = new HttpAgent({ keepAlive: false });
const httpsAgent = new HttpsAgent({ keepAlive: false });
const MOST_REDIRECTS = 3;

/**
 * Writes what a URL holds to `path`, unless it is still the version that is known: then undefined. Rejects with
 * SourceError, which names the server but never the URL's password or query, and leaves no file then.
 */
export async function fetchFile(
  url: string,
  path: string,
  known: FileVersion,
  limits: FetchLimits,
): Promise<FileVersion | undefined> {
  const headers = {
    Accept: 'text/csv, text/vcard, application/xml, application/json, */*',
    ...(known.etag === null ? {} : { 'If-None-Match': known.etag }),
    ...(known.lastModified === null ? {} : { 'If-Modified-Since': known.lastModified }),
  };
  try {
    const response: AxiosResponse<Readable> = await axios.get(url, {
      headers,
      responseType: 'stream',
      maxRedirects: MOST_REDIRECTS,
      proxy: false,
      httpAgent,
      httpsAgent,
      signal: AbortSignal.timeout(limits.milliseconds),
      validateStatus: (status) => status === 200 || status === 304,
    });
    if (response.status === 304) {
      response.data.destroy();
      return undefined;
    }
    await pipeline(response.data, limit(limits.bytes), createWriteStream(path));
    return { etag: header(response, 'etag'), lastModified: header(response, 'last-modified') };
  } catch (error) {
    await rm(path, { force: true });
    throw explain(error, url, limits);
  }
}

function header(response: AxiosResponse, name: string): string | null {
  const value: unknown = response.headers[name];
  return typeof value === 'string' && value.length <= 1000 ? value : null;
}

function limit(mostBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= mostBytes) done(null, chunk);
      else done(new SourceError(`the file is larger than ${mostBytes} bytes; UPLOAD_MAX_MB sets the limit`, false));
    },
  });
}

function explain(error: unknown, url: string, limits: FetchLimits): SourceError {
  const where = new URL(url).host;
  if (error instanceof SourceError) return new SourceError(`${where}: ${error.message}`, error.retryable);
  if (error instanceof AxiosError && error.response) {
    const { status } = error.response;
    return new SourceError(
      `${where} answered with status ${status} instead of a file`,
      status >= 500 || status === 429,
    );
  }
  if (isCancel(error) || (error instanceof Error && error.name === 'TimeoutError')) {
    return new SourceError(`${where} has not sent the whole file within ${limits.milliseconds / 1000} s`, true);
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new SourceError(`${where} cannot be reached (${code})`, true);
}
