import { createHash, randomBytes } from 'node:crypto';
import { SourceError } from '../../source.ts';
import { renderPairs } from '../render-request.ts';
import { renderUrlText } from '../template.ts';
import type { OAuth2 } from './auth-schema.ts';
import type { AuthContext, Authenticator, Authorization } from './authenticator.ts';
import { renderSecret, requestToken, TokenRefused } from './request-token.ts';
import { createTokenKeeper } from './token-keeper.ts';
import type { StoredTokens } from './token-store.ts';
import { tokenAuthenticator } from './token-authenticator.ts';

/** OAuth2 (RFC 6749) with refresh tokens that rotate, PKCE (RFC 7636), and grants of a CRM's own. */
export function createOAuth2(auth: OAuth2, context: AuthContext): Authenticator {
  const keeper = createTokenKeeper({
    store: context.tokens,
    now: context.now,
    obtain: (previous) => obtainTokens(auth, context, previous),
    onTokens: (tokens) => {
      context.redactor.add(tokens.accessToken);
      if (tokens.refreshToken !== null) context.redactor.add(tokens.refreshToken);
    },
    closed: context.closed,
  });
  const authenticator = tokenAuthenticator(keeper, auth.scheme);
  if (auth.grant !== 'authorization_code') return authenticator;
  return { ...authenticator, authorization: createAuthorization(auth, context, (tokens) => keeper.replace(tokens)) };
}

async function obtainTokens(auth: OAuth2, context: AuthContext, previous: StoredTokens | null): Promise<StoredTokens> {
  const ownRefreshToken = auth.refreshToken && (await renderSecret(auth.refreshToken, context));
  const refreshToken = previous?.refreshToken ?? ownRefreshToken;
  if (refreshToken !== undefined) {
    try {
      return await askForToken(auth, { grant_type: 'refresh_token', refresh_token: refreshToken }, context, previous);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      if (auth.grant === 'authorization_code' || auth.grant === 'refresh_token')
        throw mustAuthorise(context.name, error);
      // A grant that needs no person starts anew.
    }
  }
  if (auth.grant === 'authorization_code') throw mustAuthorise(context.name);
  const scope = auth.scopes.length > 0 ? auth.scopes.join(' ') : undefined;
  return askForToken(auth, { grant_type: auth.grant, scope }, context, null);
}

function mustAuthorise(name: string, cause?: TokenRefused): SourceError {
  const why =
    cause === undefined ? 'is not authorised yet' : `is no longer authorised (${cause.code || cause.message})`;
  return new SourceError(
    `${name} ${why}: POST /api/v1/sources/…/authorize gives the page where a person does so`,
    false,
  );
}

async function askForToken(
  auth: OAuth2,
  form: Readonly<Record<string, string | undefined>>,
  context: AuthContext,
  previous: StoredTokens | null,
): Promise<StoredTokens> {
  const clientId = auth.clientId && (await renderSecret(auth.clientId, context));
  const clientSecret = auth.clientSecret && (await renderSecret(auth.clientSecret, context));
  if (auth.clientAuth === 'body') {
    return requestToken(auth, { ...form, client_id: clientId, client_secret: clientSecret }, {}, context, previous);
  }
  const basic = Buffer.from(`${encodeURIComponent(clientId ?? '')}:${encodeURIComponent(clientSecret ?? '')}`).toString(
    'base64',
  );
  context.redactor.add(basic);
  return requestToken(auth, form, { Authorization: `Basic ${basic}` }, context, previous);
}

function createAuthorization(
  auth: OAuth2,
  context: AuthContext,
  keep: (tokens: StoredTokens) => Promise<void>,
): Authorization {
  return {
    async begin(redirectUri) {
      const pending = { state: randomText(), redirectUri, codeVerifier: randomText() };
      const url = new URL(
        auth.authorizationUrl === undefined ? '' : await renderUrlText(auth.authorizationUrl, context.values),
      );
      const params = new URLSearchParams({
        response_type: 'code',
        client_id: auth.clientId === undefined ? '' : await renderSecret(auth.clientId, context),
        redirect_uri: redirectUri,
        state: pending.state,
        ...(auth.scopes.length > 0 && { scope: auth.scopes.join(' ') }),
        ...(auth.pkce && { code_challenge: challengeOf(pending.codeVerifier), code_challenge_method: 'S256' }),
      });
      const own = new URLSearchParams(await renderPairs(auth.authorizationParams, context.values));
      for (const [name, value] of [...params, ...own]) url.searchParams.set(name, value);
      return { url: url.href, pending };
    },
    async finish(code, { redirectUri, codeVerifier }) {
      for (const secret of [code, codeVerifier]) context.redactor.add(secret);
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: auth.pkce ? codeVerifier : undefined,
      };
      await keep(await askForToken(auth, form, context, null));
    },
  };
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** https://www.rfc-editor.org/rfc/rfc7636#section-4.2 */
function challengeOf(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}
