import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Connectors } from '../connectors/connectors.ts';
import { listSources } from './list-sources.ts';
import { watchContactsFolder } from './contacts-folder.ts';
import { AppError } from '../domain/app-error.ts';
import { MAIN_WORKSPACE } from '../domain/contact.ts';
import { parsePhoneNumber, toE164 } from '../domain/phone-number.ts';
import { startFeeds } from './feeds.ts';
import type { SourcesParts } from '../http/api/sources-routes.ts';
import { openKeptUploads } from './kept-uploads.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import type { ContactStore } from '../store/contact-store.ts';
import { openFeedStore } from '../store/feed-store.ts';
import type { SettingsDatabase } from '../store/settings-database.ts';
import type { Writer } from './writer-thread.ts';

export interface ContactSources extends Omit<SourcesParts, 'callbackUrl'> {
  /** Resolves when every file that was in the contacts folder at the start has been read. Never rejects. */
  readonly firstScan: Promise<void>;
  close(): void;
}

const workspace = MAIN_WORKSPACE;

export interface ContactSourcesParts {
  readonly store: ContactStore;
  readonly settings: SettingsDatabase;
  readonly writer: Writer;
  readonly connectors: Connectors;
  readonly log: Logger;
  /** Is called after each change that came through here, so that it is seen at once. */
  readonly changed: () => void;
}

/**
 * Everything that fills the store with contacts: the folder, the uploads, the files that are fetched, the connectors.
 * Reads here, writes in the writer's thread.
 */
export function openContactSources(
  { dataDir, contactsDir, country, uploadMaxBytes }: Config,
  { store, settings, writer, connectors, log, changed }: ContactSourcesParts,
): ContactSources {
  const uploadDir = join(dataDir, 'uploads');
  void removeLeftovers(uploadDir);
  const folder = watchContactsFolder({ directory: contactsDir, store, writer, country, log });
  const feedStore = openFeedStore(settings);
  const feeds = startFeeds({ store: feedStore, writer, country, directory: uploadDir, mostBytes: uploadMaxBytes, log });
  const keptUploads = openKeptUploads(dataDir);

  const kindOf = async (name: string) =>
    (await store.listSources(workspace)).find((source) => source.name === name)?.kind;

  /** What decides how numbers are read has changed: the source's file is read again. The folder sees so by itself. */
  async function readAgain(name: string): Promise<void> {
    feeds.forget(workspace, name);
    const kept = (await kindOf(name)) === 'upload' ? await keptUploads.find(workspace, name) : undefined;
    if (!kept) return;
    const source = { name, kind: 'upload', fileStamp: null } as const;
    const job = {
      workspace,
      source,
      path: kept.path,
      shownAs: name,
      country,
      ...kept.options,
      dryRun: false,
      force: true,
    };
    await writer.importFile(job);
  }

  return {
    uploadDir,
    mostUploadBytes: uploadMaxBytes,
    firstScan: folder.firstScan,
    close: () => {
      feeds.close();
      folder.close();
    },

    listSources: async () => listSources(await store.listSources(workspace), feedStore.list(), connectors.states()),

    updateSource: async (name, change) => {
      // A connector that was never synced is not in the store yet.
      if ((await kindOf(name)) === undefined) {
        await writer.recordError(workspace, { name, kind: 'connector', fileStamp: null }, null);
      }
      await writer.updateSource(workspace, name, change);
      if (change.country !== undefined) await readAgain(name);
      changed();
    },

    deleteSource: async (name) => {
      if (connectors.states().some((each) => each.name === name && each.syncs)) {
        throw new AppError('conflict', `"${name}" is a connector: take its file out of the connectors folder first.`);
      }
      feedStore.delete(workspace, name);
      await keptUploads.remove(workspace, name);
      await writer.deleteSource(workspace, name);
      changed();
    },

    importFile: async (name, path, { dryRun, force, ...options }) => {
      const source = { name, kind: 'upload', fileStamp: null } as const;
      const report = await writer.importFile({
        workspace,
        source,
        path,
        shownAs: name,
        country,
        dryRun,
        force,
        ...options,
      });
      if (!dryRun) await keptUploads.keep(workspace, name, path, options);
      changed();
      return report;
    },

    saveFeed: async (name, url, everyMinutes) => {
      const kind = await kindOf(name);
      if (kind !== undefined && kind !== 'url') {
        throw new AppError(
          'conflict',
          `The source "${name}" is filled in another way: choose another name, or delete it first.`,
        );
      }
      const feed = { workspace, source: name, url, everyMinutes, etag: null, lastModified: null, fetchedAt: null };
      feedStore.save(feed);
      const report = await feeds.fetchNow(feed);
      changed();
      return report;
    },

    syncSource: async (name, force) => {
      const feed = feedStore.find(workspace, name);
      if (!feed) return connectors.sync(name, { force });
      const report = await feeds.fetchNow(feed, { force });
      changed();
      if (report) return report;
      const stored = (await store.listSources(workspace)).find((source) => source.name === name);
      return { ...stored?.lastReport, unchanged: true };
    },

    testSource: async (name, text) => {
      const number = parsePhoneNumber(text, country, 'pbx');
      if (!number || !toE164(number)) throw new AppError('invalid', `number=${text}: must be a telephone number`);
      return connectors.test(name, number);
    },

    authorizeSource: (name, redirectUri) => connectors.authorize(name, redirectUri),
  };
}
