import axios, { AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { SourceError } from '../source.ts';
import { within } from './until.ts';
import { checkUrl, createGuardedLookup, type AllowedHosts } from './address-guard.ts';

/** A request as it goes over the line. */
export interface RenderedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back; a body of JSON is read, any other is a text. */
export interface Answer {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface SendOptions {
  readonly signal: AbortSignal;
  /** For the whole exchange, in milliseconds. */
  readonly timeout: number;
  /** The longest body to take, unpacked. */
  readonly maxBytes: number;
}

/** Asks the hosts of one connector over connections that are kept. */
export interface HttpClient {
  /** Any status is an answer. Throws SourceError where there is none, or one that cannot be read; nothing is followed. */
  send(request: RenderedRequest, options: SendOptions): Promise<Answer>;
  close(): void;
}

/** `connectTimeout` in milliseconds, TLS included. */
export function createHttpClient(allowed: AllowedHosts, connectTimeout: number): HttpClient {
  const options = { keepAlive: true, lookup: createGuardedLookup(allowed) };
  const httpAgent = withConnectTimeout(new HttpAgent(options), 'connect', connectTimeout);
  const httpsAgent = withConnectTimeout(new HttpsAgent(options), 'secureConnect', connectTimeout);
  const usual: AxiosRequestConfig = {
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    responseType: 'text',
    // axios would read JSON whatever the content type, and keep a broken one as text.
    transformResponse: [],
    transformRequest: [],
    validateStatus: null,
  };
  return {
    async send(request, { signal, timeout, maxBytes }) {
      checkUrl(request.url, allowed);
      try {
        // axios' own `timeout` covers neither a dripping body nor the wait for a connection.
        const response = await within(timeout, request.url.host, [signal], async (signal) => {
          const ask = () =>
            axios.request<string>({ ...usual, ...describe(request), maxContentLength: maxBytes, signal });
          return ask().catch((error: unknown) => {
            if (isStaleConnection(error)) return ask();
            throw error;
          });
        });
        return readAnswer(response, request.url);
      } catch (error) {
        signal.throwIfAborted();
        throw explainFailure(error, request.url);
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function describe({ method, url, headers, body }: RenderedRequest): AxiosRequestConfig {
  return {
    method,
    url: url.href,
    headers: { 'User-Agent': 'ringname', Accept: 'application/json', ...headers },
    data: body,
  };
}

/** The other side closed a connection that was kept, at the moment we used it: https://nodejs.org/api/http.html#requestreusedsocket */
function isStaleConnection(error: unknown): boolean {
  if (!(error instanceof AxiosError) || error.response !== undefined) return false;
  const { reusedSocket } = (error.request ?? {}) as { readonly reusedSocket?: boolean };
  return reusedSocket === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** Node has no time limit for connecting that leaves the connection alone afterwards. */
function withConnectTimeout<A extends HttpAgent>(agent: A, connected: 'connect' | 'secureConnect', timeout: number): A {
  const connecting = agent as A & { createConnection(...args: unknown[]): Socket };
  const createConnection = connecting.createConnection.bind(agent);
  connecting.createConnection = (...args) => {
    const socket = createConnection(...args);
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no connection within ${timeout} ms`));
    }, timeout);
    socket.once(connected, () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
    return socket;
  };
  return agent;
}

function readAnswer(response: AxiosResponse<string>, url: URL): Answer {
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  const { status, data: text } = response;
  if (!/[/+]json\b/i.test(headers['content-type'] ?? '')) return { status, headers, body: text };
  if (text.trim() === '') return { status, headers, body: undefined };
  try {
    return { status, headers, body: JSON.parse(text) as unknown };
  } catch {
    // A proxy's error page with the wrong content type is told by its status.
    if (status >= 400) return { status, headers, body: text };
    throw new SourceError(`${url.host} answered ${status} with JSON that cannot be read`, true);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  ENOTFOUND: 'has no address: is the name right?',
  EPROTO: 'does not speak TLS',
  EAI_AGAIN: 'has no address at the moment',
};

function explainFailure(error: unknown, url: URL): SourceError {
  if (error instanceof SourceError) return error;
  if (!(error instanceof AxiosError)) return new SourceError(`${url.host} could not be asked`, true, { cause: error });
  if (error.cause instanceof SourceError) return error.cause;
  if (/maxContentLength/.test(error.message)) return new SourceError(`${url.host} answered more than is taken`, false);
  // The error itself is left behind: it carries the request with its headers.
  return new SourceError(`${url.host} ${REASONS[error.code ?? ''] ?? `could not be asked: ${error.message}`}`, true);
}
