import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_WORKSPACE } from '../domain/contact.ts';
import type { Seal } from '../seal.ts';
import type { StoredTokens, TokenStore } from '../sources/crm/auth/token-store.ts';
import type { TokenTable } from '../store/token-table.ts';

/** Longer than getting tokens takes at most (two requests); then it is taken that the process that began it is gone. */
const LEASE_MS = 60_000;
const LOOK_AGAIN_MS = 50;

const workspace = MAIN_WORKSPACE;

/** A connector's tokens as they are kept: encrypted. Those that were sealed with another key are as good as none. */
export function openConnectorTokens(table: TokenTable, seal: Seal, name: string): TokenStore {
  return {
    load: async () => {
      const sealed = table.find(workspace, name);
      const text = sealed && seal.open(sealed);
      return text === undefined ? null : (JSON.parse(text) as StoredTokens);
    },
    save: async (tokens) => table.save(workspace, name, seal.close(JSON.stringify(tokens))),
    alone: async (signal, task) => {
      const holder = randomUUID();
      while (!table.lease(workspace, name, holder, LEASE_MS)) await sleep(LOOK_AGAIN_MS, undefined, { signal });
      try {
        return await task();
      } finally {
        table.release(workspace, name, holder);
      }
    },
  };
}
