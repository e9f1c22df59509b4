import { hash } from 'node:crypto';
import type { Hook } from '../domain/hook.ts';

/** Finds the hook a URL's token opens. */
export interface HookRegistry {
  find(token: string): Hook | undefined;
  /** From here on these are the hooks. */
  replace(hooks: readonly Hook[]): void;
}

/**
 * Hooks by the digest of their token: how long a search takes then says nothing of how much of a token was right,
 * for any number of hooks.
 */
export function createHookRegistry(): HookRegistry {
  let byDigest: ReadonlyMap<string, Hook> = new Map();
  return {
    find: (token) => byDigest.get(digest(token)),
    replace: (hooks) => {
      byDigest = new Map(hooks.map((hook) => [digest(hook.token), hook]));
    },
  };
}

function digest(token: string): string {
  return hash('sha256', token, 'base64');
}
