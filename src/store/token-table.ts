import type { Workspace } from '../domain/contact.ts';
import type { SettingsDatabase } from './settings-database.ts';

/** What connectors were given to let themselves in, encrypted by whoever calls. */
export interface TokenTable {
  find(workspace: Workspace, source: string): Buffer | undefined;
  /** On disk when it returns. */
  save(workspace: Workspace, source: string, sealed: Buffer): void;
  /** Whether `holder` has the source's tokens to itself from now on, for so long at most; false while another has. */
  lease(workspace: Workspace, source: string, holder: string, milliseconds: number): boolean;
  release(workspace: Workspace, source: string, holder: string): void;
}

export function openTokenTable(database: SettingsDatabase): TokenTable {
  const find = database
    .prepare<[string, string], Buffer>('SELECT sealed FROM connector_tokens WHERE workspace = ? AND source = ?')
    .pluck();
  const save = database.prepare('INSERT OR REPLACE INTO connector_tokens (workspace, source, sealed) VALUES (?, ?, ?)');
  const lease = database.prepare(
    `INSERT INTO connector_token_leases (workspace, source, holder, ends) VALUES (@workspace, @source, @holder, @ends)
     ON CONFLICT DO UPDATE SET holder = @holder, ends = @ends WHERE ends <= @now OR ends > @latest`,
  );
  const release = database.prepare(
    'DELETE FROM connector_token_leases WHERE workspace = ? AND source = ? AND holder = ?',
  );
  return {
    find: (workspace, source) => find.get(workspace, source),
    save: (workspace, source, sealed) => void save.run(workspace, source, sealed),
    lease: (workspace, source, holder, milliseconds) => {
      const now = Date.now();
      // A lease that ends later than any that could be given now is of a clock that was set back since.
      const latest = now + milliseconds;
      return lease.run({ workspace, source, holder, now, latest, ends: latest }).changes === 1;
    },
    release: (workspace, source, holder) => void release.run(workspace, source, holder),
  };
}
