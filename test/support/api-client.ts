import { ADMIN_TOKEN, type RunningService } from './start-service.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly type: string | null;
  /** Of a stream that does not end, none. */
  readonly text: string;
  /** Undefined where the answer is no JSON. */
  readonly json: unknown;
}

/** Asks the admin API; a plain object goes as JSON, anything else as it is. */
export async function askApi(
  service: RunningService,
  method: string,
  path: string,
  body?: RequestInit['body'] | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const isJson = typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    body: isJson ? JSON.stringify(body) : ((body ?? null) as string | null),
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
  });
  const type = response.headers.get('content-type');
  const isEndless = type?.startsWith('text/event-stream') === true;
  if (isEndless) await response.body?.cancel();
  const text = isEndless ? '' : await response.text();
  const json: unknown = text !== '' && type?.includes('json') === true ? JSON.parse(text) : undefined;
  return { status: response.status, type, text, json };
}
