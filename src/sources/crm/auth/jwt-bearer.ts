import { createPrivateKey, sign } from 'node:crypto';
import { SourceError } from '../../source.ts';
import { renderTree } from '../template-tree.ts';
import type { JwtBearer } from './auth-schema.ts';
import type { AuthContext, Authenticator } from './authenticator.ts';
import { renderSecret, requestToken, TokenRefused } from './request-token.ts';
import { tokenAuthenticator } from './token-authenticator.ts';
import { createTokenKeeper } from './token-keeper.ts';
import { createMemoryTokenStore, type StoredTokens } from './token-store.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** An assertion is good for so many seconds: Salesforce takes no more than five minutes. */
const ASSERTION_LIFETIME = 180;

/** Our clock and the server's may differ by so many milliseconds before it matters. */
const TOLERATED_SKEW = 20_000;

/** An access token for a signed assertion (RFC 7523), RS256. */
export function createJwtBearer(auth: JwtBearer, context: AuthContext): Authenticator {
  const keeper = createTokenKeeper({
    store: createMemoryTokenStore(),
    now: context.now,
    obtain: () => obtainToken(auth, context),
    onTokens: (tokens) => context.redactor.add(tokens.accessToken),
    closed: context.closed,
  });
  return tokenAuthenticator(keeper, auth.scheme);
}

async function obtainToken(auth: JwtBearer, context: AuthContext): Promise<StoredTokens> {
  const ask = async (time: number): Promise<StoredTokens> => {
    const assertion = await signAssertion(auth, context, time);
    context.redactor.add(assertion);
    return requestToken(auth, { grant_type: GRANT_TYPE, assertion }, {}, context, null);
  };
  try {
    return await ask(context.now());
  } catch (error) {
    const serverTime = error instanceof TokenRefused ? Date.parse(error.date ?? '') : NaN;
    // A clock that is wrong makes an assertion that is already over, or not yet good.
    if (Number.isNaN(serverTime) || Math.abs(serverTime - context.now()) < TOLERATED_SKEW) throw error;
    return ask(serverTime);
  }
}

async function signAssertion(auth: JwtBearer, context: AuthContext, time: number): Promise<string> {
  const render = async (template: typeof auth.subject) => (template ? renderSecret(template, context) : undefined);
  const seconds = Math.floor(time / 1000);
  const claims = {
    iss: await render(auth.issuer),
    sub: await render(auth.subject),
    aud: await render(auth.audience),
    scope: auth.scopes.length > 0 ? auth.scopes.join(' ') : undefined,
    iat: seconds,
    exp: seconds + ASSERTION_LIFETIME,
    ...(auth.claims && ((await renderTree(auth.claims, context.values)) as object)),
  };
  const header = { alg: 'RS256', typ: 'JWT', kid: await render(auth.keyId) };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), await readKey(auth, context)).toString('base64url')}`;
}

async function readKey(auth: JwtBearer, context: AuthContext) {
  // In one line of an environment file the line breaks of a PEM are written `\n`.
  const pem = (await renderSecret(auth.privateKey, context)).replaceAll('\\n', '\n');
  try {
    return createPrivateKey(pem);
  } catch {
    throw new SourceError(`${context.name}: auth.privateKey is no private key in PEM form`, false);
  }
}
