import { SourceError } from '../source.ts';
import type { LdapConnection } from './connect-ldap.ts';

/** One connection that everybody asks on. */
export interface ConnectionKeeper {
  /**
   * Runs a task on the connection. After a failure nobody begins anything on it any more; where it had broken before
   * anybody noticed, the task is run once more on another. Rejects as the task and `connect` do.
   */
  use<T>(task: (connection: LdapConnection) => Promise<T>): Promise<T>;
  close(): void;
}

interface Held {
  readonly opening: Promise<LdapConnection>;
  users: number;
}

/** Connects when somebody asks, and keeps the connection for the next. */
export function createConnectionKeeper(connect: () => Promise<LdapConnection>): ConnectionKeeper {
  let kept: Held | null = null;
  const closeUnused = (held: Held): void => {
    if (held === kept || held.users > 0) return;
    held.opening.then(
      ({ close }) => close(),
      () => undefined,
    );
  };
  const useOnce = async <T>(held: Held, task: (connection: LdapConnection) => Promise<T>): Promise<T> => {
    held.users += 1;
    try {
      const connection = await held.opening;
      // ldapts would connect anew by itself, and ask without a login.
      if (!connection.client.isBound) throw new SourceError('the connection was broken off', true);
      return await task(connection);
    } catch (error) {
      if (kept === held) kept = null;
      throw error;
    } finally {
      held.users -= 1;
      closeUnused(held);
    }
  };
  return {
    async use(task) {
      const before = kept;
      const held = (kept ??= { opening: connect(), users: 0 });
      try {
        return await useOnce(held, task);
      } catch (error) {
        const mayBeStale = before !== null && error instanceof SourceError && error.retryable;
        if (!mayBeStale) throw error;
        return useOnce((kept ??= { opening: connect(), users: 0 }), task);
      }
    },
    close() {
      const held = kept;
      kept = null;
      if (held !== null) closeUnused(held);
    },
  };
}
