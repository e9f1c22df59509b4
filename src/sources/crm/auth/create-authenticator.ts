import { renderHeaders } from '../render-request.ts';
import type { Template } from '../template.ts';
import type { Auth } from './auth-schema.ts';
import type { AuthContext, Authenticator } from './authenticator.ts';
import { createJwtBearer } from './jwt-bearer.ts';
import { createOAuth2 } from './oauth2.ts';
import { renderSecret } from './request-token.ts';
import { createSessionLogin } from './session-login.ts';

/** The authenticator a connector asks for. */
export function createAuthenticator(auth: Auth, context: AuthContext): Authenticator {
  switch (auth.type) {
    case 'none':
      return fixed(() => Promise.resolve({}), {}, context);
    case 'basic':
      return fixed(async () => ({ Authorization: await basicHeader(auth, context) }), {}, context);
    case 'bearer':
      return fixed(async () => ({ Authorization: `Bearer ${await renderSecret(auth.token, context)}` }), {}, context);
    case 'apiKey':
      return fixed(() => renderHeaders(auth.headers, context.values), auth.query, context);
    case 'oauth2':
      return createOAuth2(auth, context);
    case 'jwtBearer':
      return createJwtBearer(auth, context);
    default:
      return createSessionLogin(auth, context);
  }
}

/** Credentials that stay as they are: once refused there are no others. */
function fixed(
  headers: () => Promise<Record<string, string>>,
  query: Readonly<Record<string, Template>>,
  { values, redactor }: AuthContext,
): Authenticator {
  const make = async () => {
    const made = { headers: await headers(), query: await renderHeaders(query, values), captured: {} };
    for (const value of [...Object.values(made.headers), ...Object.values(made.query)]) redactor.add(value);
    return made;
  };
  let made: ReturnType<typeof make> | undefined;
  return {
    credentials: () => (made ??= make()),
    renew: () => Promise.resolve(false),
  };
}

async function basicHeader(
  { username, password }: { readonly username: Template; readonly password: Template },
  context: AuthContext,
): Promise<string> {
  const pair = `${await renderSecret(username, context)}:${await renderSecret(password, context)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
