import { LRUCache } from 'lru-cache';
import type { PendingAuthorization } from '../sources/crm/auth/authenticator.ts';

/** People who are at a CRM's page to let a connector in. */
export interface PendingAuthorizations {
  add(name: string, authorization: PendingAuthorization): void;
  /** What was added under this state; once, and not after ten minutes. */
  take(state: string): { readonly name: string; readonly authorization: PendingAuthorization } | undefined;
}

const MOST = 100;
const TIME_LIMIT_MS = 600_000;

/** `now` in milliseconds. */
export function createPendingAuthorizations(now: () => number): PendingAuthorizations {
  const pending = new LRUCache<string, { name: string; authorization: PendingAuthorization }>({
    max: MOST,
    ttl: TIME_LIMIT_MS,
    ttlResolution: 0,
    perf: { now },
  });
  return {
    add: (name, authorization) => void pending.set(authorization.state, { name, authorization }),
    take: (state) => {
      const found = pending.get(state);
      pending.delete(state);
      return found;
    },
  };
}
