import type { Feed } from '../domain/feed.ts';
import type { Workspace } from '../domain/contact.ts';
import type { SettingsDatabase } from './settings-database.ts';

/** The sources that are fetched by URL. */
export interface FeedStore {
  list(): readonly Feed[];
  find(workspace: Workspace, source: string): Feed | undefined;
  /** Adds a feed, or puts it in the place of the source's earlier one. */
  save(feed: Feed): void;
  delete(workspace: Workspace, source: string): void;
}

const COLUMNS = `workspace, source, url, every_minutes AS "everyMinutes", etag, last_modified AS "lastModified",
  fetched_at AS "fetchedAt"`;

export function openFeedStore(database: SettingsDatabase): FeedStore {
  const list = database.prepare<[], Feed>(`SELECT ${COLUMNS} FROM feeds ORDER BY workspace, source`);
  const find = database.prepare<[string, string], Feed>(
    `SELECT ${COLUMNS} FROM feeds WHERE workspace = ? AND source = ?`,
  );
  const save = database.prepare<Feed>(
    `INSERT OR REPLACE INTO feeds (workspace, source, url, every_minutes, etag, last_modified, fetched_at)
     VALUES (@workspace, @source, @url, @everyMinutes, @etag, @lastModified, @fetchedAt)`,
  );
  const remove = database.prepare('DELETE FROM feeds WHERE workspace = ? AND source = ?');
  return {
    list: () => list.all(),
    find: (workspace, source) => find.get(workspace, source),
    save: (feed) => void save.run(feed),
    delete: (workspace, source) => void remove.run(workspace, source),
  };
}
