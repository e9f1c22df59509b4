import type { Workspace } from '../domain/contact.ts';
import type { SettingsDatabase } from './settings-database.ts';

/** What connectors were given to let themselves in, encrypted by whoever calls. */
export interface TokenTable {
  find(workspace: Workspace, source: string): Buffer | undefined;
  /** On disk when it returns. */
  save(workspace: Workspace, source: string, sealed: Buffer): void;
}

export function openTokenTable(database: SettingsDatabase): TokenTable {
  const find = database
    .prepare<[string, string], Buffer>('SELECT sealed FROM connector_tokens WHERE workspace = ? AND source = ?')
    .pluck();
  const save = database.prepare('INSERT OR REPLACE INTO connector_tokens (workspace, source, sealed) VALUES (?, ?, ?)');
  return {
    find: (workspace, source) => find.get(workspace, source),
    save: (workspace, source, sealed) => void save.run(workspace, source, sealed),
  };
}
