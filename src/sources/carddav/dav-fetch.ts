import type { Answer, HttpClient, RenderedRequest } from '../connector/http-client.ts';
import { quoteAnswer, type Redactor } from '../connector/redactor.ts';
import { SourceError } from '../source.ts';

/** What came of one request; `outcome` is why there was no answer. */
export type TellExchange = (
  request: RenderedRequest,
  result: { readonly answer?: Answer; readonly outcome: string; readonly milliseconds: number },
) => void;

export interface DavFetchOptions {
  readonly http: HttpClient;
  /** Sent with every request. */
  readonly authorization: string;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  /** For one request, in milliseconds. */
  readonly timeout: number;
  readonly tell?: TellExchange | undefined;
}

/** A page of cards; a photograph in each may be hundreds of kilobytes. */
const LONGEST_ANSWER = 20_000_000;

/** The server does not know the last sync any more: everything must be read. */
export class SyncTokenRefused extends SourceError {
  override readonly name = 'SyncTokenRefused';
}

/**
 * A `fetch` for tsdav that asks only the connector's hosts. Whatever is no answer in WebDAV rejects with SourceError,
 * for tsdav takes a login page for an empty address book.
 */
export function createDavFetch(options: DavFetchOptions): typeof fetch {
  return async (input, init = {}) => {
    const request = renderDavRequest(input, init, options.authorization);
    const answer = await send(request, options);
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    // Asked for where the service is, a server may answer with a redirection, which is not followed but read.
    if (init.redirect !== 'manual') checkAnswer(request, answer, text, options.redactor);
    const hasBody = ![204, 205, 304].includes(answer.status);
    return new Response(hasBody ? text : null, { status: answer.status, headers: answer.headers });
  };
}

function renderDavRequest(input: unknown, init: RequestInit, authorization: string): RenderedRequest {
  const headers = Object.fromEntries(new Headers(init.headers).entries());
  return {
    method: init.method ?? 'GET',
    url: new URL(String(input)),
    headers: { ...headers, accept: 'text/xml, application/xml', authorization },
    body: typeof init.body === 'string' ? init.body : undefined,
  };
}

async function send(request: RenderedRequest, { http, signal, timeout, tell }: DavFetchOptions): Promise<Answer> {
  const started = performance.now();
  try {
    const answer = await http.send(request, { signal, timeout, maxBytes: LONGEST_ANSWER });
    tell?.(request, { answer, outcome: 'use', milliseconds: performance.now() - started });
    return answer;
  } catch (error) {
    const outcome = error instanceof Error ? error.message : 'failed';
    tell?.(request, { outcome, milliseconds: performance.now() - started });
    throw error;
  }
}

function checkAnswer(request: RenderedRequest, answer: Answer, text: string, redactor: Redactor): void {
  const { status, headers } = answer;
  const { host } = request.url;
  if (status === 207 && /xml/i.test(headers['content-type'] ?? '')) return;
  if (status === 401) throw new SourceError(`${host} answered 401: refuses the user name or the password`, false);
  if (status === 429 || status >= 500) {
    throw new SourceError(`${host} answered ${status}: ${quoteAnswer(text, redactor)}`, true);
  }
  // RFC 6578 §3.2 has 403 with DAV:valid-sync-token; others answer as they like to a token they do not know.
  if (status >= 400 && request.body?.includes('sync-collection')) {
    throw new SyncTokenRefused(`${host} answered ${status}: does not know the last sync any more`, true);
  }
  if (status >= 400) throw new SourceError(`${host} answered ${status}: ${quoteAnswer(text, redactor)}`, false);
  throw new SourceError(`${host} answered ${status} with what is no WebDAV: is the URL right?`, false);
}
