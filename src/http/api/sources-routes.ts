import { Router, json } from 'express';
import { AppError } from '../../domain/app-error.ts';
import type { SharedRule } from '../../domain/contact.ts';
import { isCountry } from '../../domain/country.ts';
import type { Feed } from '../../domain/feed.ts';
import { parseSourceName } from '../../domain/source-name.ts';
import type { ImportReport } from '../../domain/import-report.ts';
import type { SourceSettings, StoredSource } from '../../store/contact-store.ts';
import { field, nameTemplate, oneOf, orNull, readFields, trueOrFalse } from './read-fields.ts';
import { receiveFile } from './receive-file.ts';

interface SourceChange extends Partial<SourceSettings> {
  readonly position?: number;
}

/** How an uploaded file is to be read; what is absent is found out from the file. */
interface UploadOptions {
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Field → the columns that hold it. */
  readonly map: Readonly<Record<string, readonly string[]>>;
  readonly dryRun: boolean;
  readonly force: boolean;
}

export interface ListedSource {
  /** A connector that was never synced has no position yet. */
  readonly source: Omit<StoredSource, 'position' | 'fingerprint' | 'fileStamp'> & { readonly position: number | null };
  /** Where its file is fetched from, if it is. */
  readonly feed: Feed | undefined;
  /** A connector can also be `new` (never synced yet), `resting`, `invalid` or `unset`, as ConnectorState says. */
  readonly state: 'ok' | 'failed' | 'new' | ConnectorProblem;
  /** What stands in the way, for people. */
  readonly lastError: string | null;
  /** The records read so far by the sync that is under way, if one is. */
  readonly syncing: number | null;
}

type ConnectorProblem = 'resting' | 'invalid' | 'unset';

export interface SourcesParts {
  listSources(): Promise<readonly ListedSource[]>;
  updateSource(name: string, change: SourceChange): Promise<void>;
  deleteSource(name: string): Promise<void>;
  /** Rejects with AppError `unusable-file`, with the report in its detail, or `conflict`. */
  importFile(name: string, path: string, options: UploadOptions): Promise<ImportReport>;
  /** Makes a source that is fetched from a URL, and fetches it. Rejects as `syncSource`. */
  saveFeed(name: string, url: string, everyMinutes: number): Promise<ImportReport | undefined>;
  /** Fetches or syncs a source now, and gives its report. Rejects with AppError, `unavailable` among others. */
  syncSource(name: string, force: boolean): Promise<object>;
  /** Asks a connector about a number, and gives all that came of it. Rejects with AppError `not-found` or `invalid`. */
  testSource(name: string, number: string): Promise<object>;
  /** Where a person lets a connector in. Rejects with AppError `not-found` or `conflict`. */
  authorizeSource(name: string, redirectUri: string): Promise<string>;
  /** The page of ours to which they come back. */
  callbackUrl(): string;
  readonly uploadDir: string;
  readonly mostUploadBytes: number;
}

const DEFAULT_MINUTES = 60;
const SHARED_RULES: readonly SharedRule[] = ['first', 'all', 'none'];

/** `/sources`: what there is, in the order it is asked, and the upload of contact files. */
export function sourcesRoutes(parts: SourcesParts): Router {
  const router = Router();

  const find = async (name: string): Promise<ListedSource> => {
    const source = (await parts.listSources()).find((each) => each.source.name === name);
    if (!source) throw new AppError('not-found', `There is no source "${name}"; GET /api/v1/sources lists them.`);
    return source;
  };

  router.get('/', async (_request, response) => {
    response.json({ sources: (await parts.listSources()).map(showSource) });
  });

  router.get('/:name', async (request, response) => {
    response.json(showSource(await find(request.params.name)));
  });

  router.patch('/:name', json({ limit: '64kb' }), async (request, response) => {
    const { name } = request.params;
    await find(name);
    await parts.updateSource(name, readChange(request.body));
    response.json(showSource(await find(name)));
  });

  router.delete('/:name', async (request, response) => {
    const { source } = await find(request.params.name);
    if (source.kind === 'folder') {
      throw new AppError('conflict', `"${source.name}" is a file in the contacts folder; delete the file instead.`);
    }
    await parts.deleteSource(source.name);
    response.status(204).end();
  });

  router.put('/:name', json({ limit: '64kb' }), async (request, response) => {
    const name = parseSourceName(request.params.name);
    const { url, everyMinutes = DEFAULT_MINUTES } = readFeed(request.body);
    if (url === undefined) throw new AppError('invalid', 'url: where is the contact file to be fetched from?');
    const isNew = (await parts.listSources()).every(({ source }) => source.name !== name);
    await parts.saveFeed(name, url, everyMinutes);
    response.status(isNew ? 201 : 200).json(showSource(await find(name)));
  });

  router.post('/:name/sync', async (request, response) => {
    const { force } = readOptions(new URL(request.url, 'http://x').searchParams);
    response.json(await parts.syncSource(request.params.name, force));
  });

  router.post('/:name/test', async (request, response) => {
    const { number } = request.query;
    if (typeof number !== 'string') throw new AppError('invalid', 'Which number? POST …/test?number=0612345678');
    response.json(await parts.testSource(request.params.name, number));
  });

  router.post('/:name/authorize', async (request, response) => {
    response.json({ url: await parts.authorizeSource(request.params.name, parts.callbackUrl()) });
  });

  router.put('/:name/file', async (request, response) => {
    const name = parseSourceName(request.params.name);
    const options = readOptions(new URL(request.url, 'http://x').searchParams);
    const isNew = (await parts.listSources()).every(({ source }) => source.name !== name);
    const file = await receiveFile(request, parts.uploadDir, parts.mostUploadBytes);
    try {
      const report = await parts.importFile(name, file.path, options);
      response.status(isNew && !options.dryRun ? 201 : 200).json(report);
    } finally {
      await file.discard();
    }
  });

  return router;
}

function showSource({ source, feed, state, lastError, syncing }: ListedSource) {
  const { name, kind, position, contacts, numbers, country, shared, ranges, template } = source;
  return {
    name,
    kind,
    position,
    contacts,
    numbers,
    country,
    shared,
    ranges,
    template,
    url: feed ? withoutPassword(feed.url) : null,
    everyMinutes: feed?.everyMinutes ?? null,
    state,
    lastError,
    syncing,
    lastImportAt: source.lastImportAt === null ? null : new Date(source.lastImportAt).toISOString(),
    lastImport: source.lastReport,
  };
}

/** The URL is shown to who may set it; its password is nobody's. */
function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  return url.href;
}

function readFeed(body: unknown) {
  return readFields<{ url: string; everyMinutes: number }>(body, {
    url: field('an http:// or https:// address', (value): value is string => {
      return typeof value === 'string' && value.length <= 2000 && URL.canParse(value) && /^https?:/i.test(value);
    }),
    everyMinutes: field('a whole number from 1 to 10080', (value): value is number => {
      return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10_080;
    }),
  });
}

function readChange(body: unknown): SourceChange {
  return readFields<SourceSettings & { position: number }>(body, {
    position: field('a whole number from 1', (value): value is number => Number.isInteger(value) && Number(value) >= 1),
    country: orNull(field('a two-letter country code such as NL', isCountryCode)),
    shared: oneOf(SHARED_RULES),
    ranges: trueOrFalse,
    template: orNull(nameTemplate),
  });
}

function isCountryCode(value: unknown): value is NonNullable<SourceSettings['country']> {
  return typeof value === 'string' && isCountry(value);
}

function readOptions(query: URLSearchParams): UploadOptions {
  const options = { map: {} as Record<string, string[]>, dryRun: false, force: false };
  const texts: { encoding?: string; delimiter?: string } = {};
  for (const [name, value] of query) {
    if (name === 'encoding' || name === 'delimiter') texts[name] = value;
    else if (name === 'dryRun' || name === 'force') options[name] = readFlag(name, value);
    else if (name.startsWith('map.')) (options.map[name.slice('map.'.length)] ??= []).push(value);
    else
      throw new AppError(
        'invalid',
        `${name}: there is no such option; there are dryRun, force, encoding, delimiter, map.*`,
      );
  }
  return { ...options, ...texts };
}

function readFlag(name: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new AppError('invalid', `${name}=${value}: must be true or false`);
}
