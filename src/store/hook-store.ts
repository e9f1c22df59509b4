import type { Workspace } from '../domain/contact.ts';
import type { HookSettings } from '../domain/hook.ts';
import type { SettingsDatabase } from './settings-database.ts';

/** The webhook URLs somebody has made or changed. */
export interface HookStore {
  list(workspace: Workspace): readonly HookSettings[];
  /** Adds a hook, or puts it in the place of the one with its id. */
  save(workspace: Workspace, hook: HookSettings): void;
  delete(workspace: Workspace, id: string): void;
}

export function openHookStore(database: SettingsDatabase): HookStore {
  const list = database
    .prepare<[Workspace], string>('SELECT settings FROM hooks WHERE workspace = ? ORDER BY id')
    .pluck();
  const save = database.prepare('INSERT OR REPLACE INTO hooks (workspace, id, settings) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM hooks WHERE workspace = ? AND id = ?');
  return {
    list: (workspace) => list.all(workspace).map((settings) => JSON.parse(settings) as HookSettings),
    save: (workspace, hook) => void save.run(workspace, hook.id, JSON.stringify(hook)),
    delete: (workspace, id) => void remove.run(workspace, id),
  };
}
