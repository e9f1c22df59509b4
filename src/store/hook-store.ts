import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../domain/contact.ts';
import type { HookSettings } from '../domain/hook.ts';
import { migrate, openWriter } from './open-database.ts';

/** The webhook URLs somebody has made or changed. */
export interface HookStore {
  list(workspace: Workspace): readonly HookSettings[];
  /** Adds a hook, or puts it in the place of the one with its id. */
  save(workspace: Workspace, hook: HookSettings): void;
  /** True if there was such a hook. */
  delete(workspace: Workspace, id: string): boolean;
  close(): void;
}

const MIGRATIONS = [
  `CREATE TABLE hooks (
     workspace TEXT NOT NULL,
     id TEXT NOT NULL,
     settings TEXT NOT NULL,
     PRIMARY KEY (workspace, id)
   ) WITHOUT ROWID;`,
];

/**
 * Opens the settings kept in this directory. They have a database file of their own, because an import holds the
 * contacts' write lock for seconds, and a setting is written at once.
 */
export function openHookStore(directory: string): HookStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = openWriter(join(directory, 'settings.db'));
  migrate(database, MIGRATIONS);
  const list = database
    .prepare<[Workspace], string>('SELECT settings FROM hooks WHERE workspace = ? ORDER BY id')
    .pluck();
  const save = database.prepare('INSERT OR REPLACE INTO hooks (workspace, id, settings) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM hooks WHERE workspace = ? AND id = ?');
  return {
    list: (workspace) => list.all(workspace).map((settings) => JSON.parse(settings) as HookSettings),
    save: (workspace, hook) => void save.run(workspace, hook.id, JSON.stringify(hook)),
    delete: (workspace, id) => remove.run(workspace, id).changes > 0,
    close: () => database.close(),
  };
}
