import { ADMIN_TOKEN, type RunningService } from './start-service.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly type: string | null;
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
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    json: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}
