import { SourceError } from '../../source.ts';
import { renderHeaders, renderRequest } from '../render-request.ts';
import { isHarmless } from '../trace.ts';
import type { SessionLogin } from './auth-schema.ts';
import type { AuthContext, Authenticator } from './authenticator.ts';
import { AUTH_TIMEOUT, captureValues, LONGEST_AUTH_ANSWER } from './request-token.ts';
import { keptAuthenticator } from './token-authenticator.ts';
import { createTokenKeeper } from './token-keeper.ts';
import { createMemoryTokenStore, type StoredTokens } from './token-store.ts';

/** Logs in with requests of the connector's own, and sends with every request what they captured. */
export function createSessionLogin(auth: SessionLogin, context: AuthContext): Authenticator {
  const keeper = createTokenKeeper({
    store: createMemoryTokenStore(),
    now: context.now,
    obtain: () => logIn(auth, context),
    onTokens: () => undefined,
    closed: context.closed,
  });
  return keptAuthenticator(keeper, async ({ captured }) => {
    const variables = { ...context.values, captured };
    const [headers, query] = await Promise.all([
      renderHeaders(auth.headers, variables),
      renderHeaders(auth.query, variables),
    ]);
    for (const value of [...Object.values(headers), ...Object.values(query)]) context.redactor.add(value);
    return { headers, query, captured };
  });
}

async function logIn(auth: SessionLogin, context: AuthContext): Promise<StoredTokens> {
  let captured: Record<string, unknown> = {};
  for (const { request, capture } of auth.login) {
    const rendered = await renderRequest(request, { ...context.values, captured }, context.base);
    const answer = await context.http.send(rendered, {
      signal: context.closed,
      timeout: AUTH_TIMEOUT,
      maxBytes: LONGEST_AUTH_ANSWER,
    });
    if (answer.status >= 300) {
      throw new SourceError(
        `${context.name}: the login was answered with ${answer.status}`,
        answer.status >= 500 || answer.status === 429,
      );
    }
    captured = await captureValues(capture, answer, context.values.settings, captured);
  }
  for (const value of Object.values(captured))
    if (typeof value === 'string' && !isHarmless(value)) context.redactor.add(value);
  const { now } = context;
  return {
    accessToken: '',
    refreshToken: null,
    obtainedAt: now(),
    expiresAt: auth.lifetime === undefined ? null : now() + auth.lifetime,
    captured,
  };
}
