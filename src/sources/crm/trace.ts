import type { Credentials } from './auth/authenticator.ts';
import type { Answer, RenderedRequest } from '../connector/http-client.ts';
import { BLANK, type Redactor } from '../connector/redactor.ts';
import type { TracedExchange } from '../connector/traced-exchange.ts';
import { withParameters } from './render-request.ts';

const LONGEST_SHOWN = 2000;

/** An exchange as it may be shown: what lets the request in is blanked by name, every secret wherever it appears. */
export function describeExchange(
  step: string,
  request: RenderedRequest,
  credentials: Credentials,
  redactor: Redactor,
  result: { readonly answer?: Answer; readonly outcome: string; readonly milliseconds: number },
): TracedExchange {
  const blanks = Object.fromEntries(Object.keys(credentials.query).map((name) => [name, BLANK]));
  const url = withParameters(request.url, blanks);
  const headers = Object.entries({ ...request.headers, ...credentials.headers }).map(([name, value]) => {
    const isSecret = name in credentials.headers || /^(?:authorization|cookie|proxy-authorization)$/i.test(name);
    return [name, isSecret ? BLANK : redactor.redact(value)] as const;
  });
  return {
    step,
    method: request.method,
    url: redactor.redact(url.href),
    headers: Object.fromEntries(headers),
    body: request.body === undefined ? null : redactor.redact(request.body).slice(0, LONGEST_SHOWN),
    status: result.answer?.status ?? null,
    outcome: redactor.redact(result.outcome),
    answer: result.answer ? shownAnswer(result.answer, redactor) : null,
    milliseconds: Math.round(result.milliseconds),
  };
}

function shownAnswer({ body }: Answer, redactor: Redactor): string | null {
  if (body === undefined) return null;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return redactor.redact(text).slice(0, LONGEST_SHOWN);
}

/** Values in the place of secrets, so that what is made of them shows no more than they do. */
export function blankValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const blanked = Object.entries(values).map(([name, value]) => [name, isHarmless(value) ? value : BLANK] as const);
  return Object.fromEntries(blanked);
}

/** An address or a number that a login captured says where to ask, not who may. */
export function isHarmless(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value));
}
