import type { Authenticator, Credentials } from './authenticator.ts';
import type { TokenKeeper } from './token-keeper.ts';
import type { StoredTokens } from './token-store.ts';

/** Puts access tokens into the header `Authorization`, behind a scheme such as `Bearer`. */
export function tokenAuthenticator(keeper: TokenKeeper, scheme: string): Pick<Authenticator, 'credentials' | 'renew'> {
  return keptAuthenticator(keeper, ({ accessToken, captured }) => ({
    headers: { Authorization: `${scheme} ${accessToken}` },
    query: {},
    captured,
  }));
}

/** Makes credentials of tokens that are kept and renewed. */
export function keptAuthenticator(
  keeper: TokenKeeper,
  toCredentials: (tokens: StoredTokens) => Credentials | Promise<Credentials>,
): Pick<Authenticator, 'credentials' | 'renew'> {
  const madeOf = new WeakMap<Credentials, StoredTokens>();
  return {
    async credentials(signal) {
      const tokens = await keeper.current(signal);
      const credentials = await toCredentials(tokens);
      madeOf.set(credentials, tokens);
      return credentials;
    },
    async renew(refused, signal) {
      const tokens = madeOf.get(refused);
      if (tokens === undefined) return false;
      await keeper.renew(tokens, signal);
      return true;
    },
  };
}
