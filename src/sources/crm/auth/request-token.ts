import { SourceError } from '../../source.ts';
import type { Expression } from '../expression.ts';
import type { Answer } from '../../connector/http-client.ts';
import { quoteAnswer, type Redactor } from '../../connector/redactor.ts';
import { renderHeaders, renderPairs } from '../render-request.ts';
import type { RequestTemplate } from '../request-schema.ts';
import { renderText, renderUrlText, type Template } from '../template.ts';
import type { AuthContext } from './authenticator.ts';
import type { StoredTokens } from './token-store.ts';

/** What the kinds of auth that ask a token endpoint have in common. */
export interface TokenEndpoint {
  readonly tokenUrl: Template;
  readonly tokenParams: RequestTemplate['query'];
  readonly tokenHeaders: Readonly<Record<string, Template>>;
  readonly capture: Readonly<Record<string, Expression>>;
  readonly lifetime?: number | undefined;
}

/** Getting a token or logging in may take so long; phones do not wait for it, they ask again. */
export const AUTH_TIMEOUT = 15_000;
export const LONGEST_AUTH_ANSWER = 262_144;

/** The tokens were refused, rather than could not be asked for; `date` is the server's clock, if it told it. */
export class TokenRefused extends SourceError {
  override readonly name = 'TokenRefused';
  readonly code: string;
  readonly date: string | undefined;

  constructor(message: string, code: string, date: string | undefined) {
    super(message, false);
    this.code = code;
    this.date = date;
  }
}

/**
 * Asks a token endpoint (RFC 6749 §3.2) with a form. The `tokenParams` of the connector go over `form`. A refresh token
 * that the answer does not replace stays as it was. Throws TokenRefused, or SourceError where there was no answer.
 */
export async function requestToken(
  endpoint: TokenEndpoint,
  form: Readonly<Record<string, string | undefined>>,
  headers: Readonly<Record<string, string>>,
  context: AuthContext,
  previous: StoredTokens | null,
): Promise<StoredTokens> {
  const { http, values, closed, now } = context;
  const params = await renderPairs(endpoint.tokenParams, values);
  const body = new URLSearchParams(
    Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  for (const [name, value] of new URLSearchParams(params)) body.set(name, value);
  const answer = await http.send(
    {
      method: 'POST',
      url: new URL(await renderUrlText(endpoint.tokenUrl, values)),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...headers,
        ...(await renderHeaders(endpoint.tokenHeaders, values)),
      },
      body: body.toString(),
    },
    { signal: closed, timeout: AUTH_TIMEOUT, maxBytes: LONGEST_AUTH_ANSWER },
  );
  const said = readTokenAnswer(answer, context);
  const lifetime = said.expiresIn ?? endpoint.lifetime;
  return {
    accessToken: said.accessToken,
    refreshToken: said.refreshToken ?? previous?.refreshToken ?? null,
    obtainedAt: now(),
    expiresAt: lifetime === undefined ? null : now() + lifetime,
    captured: await captureValues(endpoint.capture, answer, values.settings, previous?.captured),
  };
}

function readTokenAnswer(answer: Answer, { name, redactor }: AuthContext) {
  const body: Record<string, unknown> =
    typeof answer.body === 'object' && answer.body !== null ? { ...answer.body } : {};
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, error } = body;
  // Zoho answers 200 to a code it refuses.
  if (answer.status < 300 && typeof accessToken === 'string' && accessToken !== '') {
    redactor.add(accessToken);
    const seconds = Number(expiresIn ?? NaN);
    return {
      accessToken,
      refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
      expiresIn: seconds > 0 ? seconds * 1000 : undefined,
    };
  }
  if (answer.status >= 500 || answer.status === 429) {
    throw new SourceError(`${name}: the token endpoint answered ${answer.status}`, true);
  }
  const code = typeof error === 'string' ? error : '';
  const said = answer.status < 300 && code === '' ? outlineOf(body) : quoteBody(answer, redactor);
  throw new TokenRefused(
    `${name}: the token endpoint answered ${answer.status} without a token: ${said}`,
    code,
    answer.headers['date'],
  );
}

/** What is in an answer that may hold a token somewhere else than expected. */
function outlineOf(body: object): string {
  return `there is no access_token in it, but ${Object.keys(body).slice(0, 20).join(', ') || 'nothing'}`;
}

function quoteBody({ body }: Answer, redactor: Redactor): string {
  return quoteAnswer(typeof body === 'string' ? body : JSON.stringify(body ?? ''), redactor);
}

/** The values a connector takes from an answer, by their names; what it does not say again stays as it was. */
export async function captureValues(
  capture: Readonly<Record<string, Expression>>,
  answer: Answer,
  settings: Readonly<Record<string, string>>,
  before: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(capture).map(
      async ([name, expression]) => [name, await expression.evaluate(answer, { settings })] as const,
    ),
  );
  const said = entries.filter(([, value]) => value !== undefined);
  const captured: Record<string, unknown> = { ...before, ...Object.fromEntries(said) };
  const missing = Object.keys(capture).filter((name) => captured[name] === undefined);
  if (missing.length > 0) throw new SourceError(`the answer to the login holds no ${missing.join(', ')}`, false);
  return captured;
}

/** A text of the connector with its settings and secrets filled in. */
export function renderSecret(template: Template, { values }: AuthContext): Promise<string> {
  return renderText(template, values, String);
}
