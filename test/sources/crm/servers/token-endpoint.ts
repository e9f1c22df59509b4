import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import { createMemoryTokenStore, type TokenStore } from '../../../../src/sources/crm/auth/token-store.ts';

/** The one client that a token endpoint knows, and what it may ask for. */
export interface TokenClient {
  readonly path: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** A standard one, or one of the CRM's own. */
  readonly grant: string;
  /** Form fields beside those of the grant, with the values they must have, given the server's address. */
  readonly form?: Readonly<Record<string, (url: string) => string>>;
  /** Seconds; not told to the client if it is left out. */
  readonly lifetime?: number;
  /** Whether a refresh token is good for one time only, and its answer brings the next. */
  readonly rotates?: boolean;
  /** What the answer says beside the token, given the server's address. */
  readonly answer?: (host: string) => object;
}

interface TokenEndpoint {
  isGood(this: void, accessToken: string): boolean;
  /** No access token is good any more. */
  endSessions(this: void): void;
}

/** The refresh token that a person's authorisation has left behind. */
const FIRST_REFRESH_TOKEN = 'refresh-not-a-real-one';

/** For a connector that a person has let in: an access token that is over, and a refresh token. */
export function authorisedTokens(): TokenStore {
  const store = createMemoryTokenStore();
  void store.save({
    accessToken: 'access-that-is-over',
    refreshToken: FIRST_REFRESH_TOKEN,
    obtainedAt: 0,
    expiresAt: 1,
    captured: {},
  });
  return store;
}

/**
 * Serves an OAuth2 token endpoint (RFC 6749 §4.4 and §6): form only, no field it does not know, errors as in §5.2.
 * Gives back whether an access token is one it gave, and how those are taken back.
 */
export function installTokenEndpoint(app: Express, client: TokenClient): TokenEndpoint {
  const accessTokens = new Set<string>();
  const refreshTokens = new Set([FIRST_REFRESH_TOKEN]);
  app.post(
    client.path,
    (request: Request<unknown, unknown, Readonly<Record<string, string>> | undefined>, response) => {
      const refuse = (error: string, status = 400) => response.status(status).json({ error });
      const url = `${request.protocol}://${request.get('host') ?? ''}`;
      if (!request.is('application/x-www-form-urlencoded')) return refuse('invalid_request');
      const { grant_type, client_id, client_secret, refresh_token, ...others } = request.body ?? {};
      if (client_id !== client.clientId || client_secret !== client.clientSecret) return refuse('invalid_client', 401);
      if (grant_type !== client.grant) return refuse('unsupported_grant_type');
      const form = Object.entries(client.form ?? {}).map(([name, valueOf]) => [name, valueOf(url)]);
      if (JSON.stringify(others) !== JSON.stringify(Object.fromEntries(form))) return refuse('invalid_request');
      if (client.grant === 'refresh_token' && !refreshTokens.has(refresh_token ?? '')) return refuse('invalid_grant');
      const access_token = `access-${randomUUID()}`;
      accessTokens.add(access_token);
      const next = client.rotates ? `refresh-${randomUUID()}` : undefined;
      if (next !== undefined) {
        refreshTokens.delete(refresh_token ?? '');
        refreshTokens.add(next);
      }
      return response.json({
        access_token,
        token_type: 'Bearer',
        ...(client.lifetime && { expires_in: client.lifetime }),
        ...(next && { refresh_token: next }),
        ...client.answer?.(url),
      });
    },
  );
  return { isGood: (accessToken) => accessTokens.has(accessToken), endSessions: () => accessTokens.clear() };
}
