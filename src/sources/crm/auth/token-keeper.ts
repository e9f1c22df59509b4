import { until } from '../../connector/until.ts';
import { SourceError } from '../../source.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';

/** Holds the tokens that are in force and gets new ones, once for everybody who waits for them. */
export interface TokenKeeper {
  /** Tokens that are good for a while yet. Rejects with SourceError, or with the signal's reason. */
  current(signal: AbortSignal): Promise<StoredTokens>;
  /** Gets others after these were refused, unless somebody already has. */
  renew(refused: StoredTokens, signal: AbortSignal): Promise<StoredTokens>;
  /** Takes tokens that were got otherwise into force, when they are written down. */
  replace(tokens: StoredTokens): Promise<void>;
}

export interface TokenKeeperOptions {
  readonly store: TokenStore;
  readonly now: () => number;
  /** Gets new tokens, from the refresh token of `previous` if it can. Not ended by those who wait, only by the source. */
  readonly obtain: (previous: StoredTokens | null) => Promise<StoredTokens>;
  /** Told of tokens before anybody uses them. */
  readonly onTokens: (tokens: StoredTokens) => void;
  /** Ends when the source is closed. */
  readonly closed: AbortSignal;
}

/** New tokens are got so much before the old ones end, but never in the last fifth of a short life only. */
const EARLY = 20_000;
const EARLY_SHARE = 0.2;

/** A clock that was set back further than this makes every time limit worthless. */
const CLOCK_SET_BACK = 60_000;

export function createTokenKeeper({ store, now, obtain, onTokens, closed }: TokenKeeperOptions): TokenKeeper {
  let inForce: StoredTokens | null = null;
  let unsaved: StoredTokens | null = null;
  let underWay: Promise<StoredTokens> | null = null;

  const isFresh = ({ obtainedAt, expiresAt }: StoredTokens): boolean => {
    if (now() < obtainedAt - CLOCK_SET_BACK) return false;
    return expiresAt === null || now() < expiresAt - Math.min(EARLY, (expiresAt - obtainedAt) * EARLY_SHARE);
  };

  const putInForce = async (tokens: StoredTokens): Promise<StoredTokens> => {
    unsaved = tokens;
    onTokens(tokens);
    // Written down first: if we die between, the old refresh token is no longer good for anything.
    await saveOrExplain(store, tokens);
    unsaved = null;
    inForce = tokens;
    return tokens;
  };

  const getOthers = async (refused: StoredTokens | null): Promise<StoredTokens> => {
    if (unsaved !== null) return putInForce(unsaved);
    const stored = await store.load();
    if (stored !== null) onTokens(stored);
    // Another process may have got new ones, and ours are then spent.
    if (stored !== null && stored.accessToken !== refused?.accessToken && isFresh(stored)) {
      inForce = stored;
      return stored;
    }
    return putInForce(await obtain(stored));
  };

  const once = (refused: StoredTokens | null): Promise<StoredTokens> => {
    underWay ??= store
      .alone(closed, () => getOthers(refused))
      .finally(() => {
        underWay = null;
      });
    return underWay;
  };

  return {
    current: (signal) => (inForce !== null && isFresh(inForce) ? Promise.resolve(inForce) : until(signal, once(null))),
    renew: (refused, signal) =>
      inForce !== null && inForce !== refused ? Promise.resolve(inForce) : until(signal, once(refused)),
    replace: async (tokens) => {
      await store.alone(closed, () => putInForce(tokens));
    },
  };
}

async function saveOrExplain(store: TokenStore, tokens: StoredTokens): Promise<void> {
  try {
    await store.save(tokens);
  } catch (error) {
    throw new SourceError('the new tokens could not be written down, so they are not used yet', true, { cause: error });
  }
}
