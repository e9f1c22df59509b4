/** What an OAuth2 server gave us. To be encrypted at rest. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since 1970, by our own clock. */
  readonly obtainedAt: number;
  /** By our own clock; null when the server did not say. */
  readonly expiresAt: number | null;
  readonly captured: Readonly<Record<string, unknown>>;
}

/** Keeps the tokens of one source. A refresh token often works once: losing the next one means authorising anew. */
export interface TokenStore {
  load(): Promise<StoredTokens | null>;
  /** Resolves when they are safe on disk; before that a new token is not used. */
  save(tokens: StoredTokens): Promise<void>;
  /**
   * Runs a task that loads tokens, gets others and saves them while nobody else does, in any process: two who trade the
   * same refresh token lose both. Rejects with an AbortError when the signal ends before the task has begun.
   */
  alone<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T>;
}

/** For tokens that can be had again without a person. */
export function createMemoryTokenStore(): TokenStore {
  let kept: StoredTokens | null = null;
  return {
    load: () => Promise.resolve(kept),
    save: (tokens) => {
      kept = tokens;
      return Promise.resolve();
    },
    alone: (_signal, task) => task(),
  };
}
