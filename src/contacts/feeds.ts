import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AppError } from '../domain/app-error.ts';
import type { Workspace } from '../domain/contact.ts';
import type { Feed } from '../domain/feed.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { Country } from '../domain/phone-number.ts';
import { SourceError } from '../sources/source.ts';
import type { FeedStore } from '../store/feed-store.ts';
import type { Writer } from './writer-thread.ts';

/** Contact files that are fetched from URLs, each at its own interval. */
export interface Feeds {
  /**
   * Fetches and imports a feed's file now. Undefined when the server says that it is the one we have. Rejects with
   * AppError `unusable-file` or `unavailable`; the source keeps the reason.
   */
  fetchNow(feed: Feed, options?: { readonly force?: boolean }): Promise<ImportReport | undefined>;
  /** Forgets which version there is, so that the file is read again the next time. */
  forget(workspace: Workspace, source: string): void;
  close(): void;
}

export interface FeedsParts {
  readonly store: FeedStore;
  readonly writer: Pick<Writer, 'importFile' | 'recordError'>;
  readonly country: Country;
  /** Where a file stands while it is imported. */
  readonly directory: string;
  readonly mostBytes: number;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

const LOOK_EVERY_MS = 5000;
const FETCH_PATIENCE_MS = 10 * 60_000;

export function startFeeds(parts: FeedsParts): Feeds {
  const { store, writer, log } = parts;
  const busy = new Set<string>();

  async function fetchNow(feed: Feed, { force = false } = {}): Promise<ImportReport | undefined> {
    const { workspace, source, url } = feed;
    const key = JSON.stringify([workspace, source]);
    if (busy.has(key)) throw new AppError('conflict', `"${source}" is being fetched already.`);
    busy.add(key);
    await mkdir(parts.directory, { recursive: true });
    const path = join(parts.directory, `${randomUUID()}.feed`);
    const origin = { name: source, kind: 'url', fileStamp: null } as const;
    try {
      const known = force ? { etag: null, lastModified: null } : feed;
      // Loaded by those who fetch files.
      const { fetchFile } = await import('../sources/url/fetch-file.ts');
      const version = await fetchFile(url, path, known, { bytes: parts.mostBytes, milliseconds: FETCH_PATIENCE_MS });
      if (!version) {
        save(feed, {});
        return undefined;
      }
      const job = { workspace, source: origin, path, shownAs: source, country: parts.country, dryRun: false, force };
      const report = await writer.importFile(job);
      save(feed, version);
      return report;
    } catch (error) {
      save(feed, {});
      if (!(error instanceof SourceError)) throw error;
      await writer.recordError(workspace, origin, error.message);
      throw new AppError('unavailable', error.message, {}, { cause: error });
    } finally {
      busy.delete(key);
      await rm(path, { force: true });
    }
  }

  /** Notes that a feed was fetched; it may have been changed or deleted meanwhile. */
  function save(feed: Feed, change: Partial<Feed>): void {
    const current = store.find(feed.workspace, feed.source);
    if (current?.url === feed.url) store.save({ ...current, ...change, fetchedAt: Date.now() });
  }

  async function fetchDue(): Promise<void> {
    const due = store
      .list()
      .filter(({ fetchedAt, everyMinutes }) => Date.now() >= (fetchedAt ?? 0) + everyMinutes * 60_000);
    await Promise.all(
      due.map(async (feed) => {
        const { source } = feed;
        try {
          const report = await fetchNow(feed);
          if (report && !report.unchanged) log.info({ source, contacts: report.contacts }, 'fetched and imported');
        } catch (error) {
          log.warn({ source, reason: (error as Error).message }, 'not fetched; what it gave before stays in force');
        }
      }),
    );
  }

  const timer = setInterval(() => void fetchDue(), LOOK_EVERY_MS);
  return {
    fetchNow,
    forget: (workspace, source) => {
      const feed = store.find(workspace, source);
      if (feed) store.save({ ...feed, etag: null, lastModified: null });
    },
    close: () => clearInterval(timer),
  };
}
