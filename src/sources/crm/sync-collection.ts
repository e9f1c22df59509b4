import { addNote, type SyncBatch } from '../connector/sync-run.ts';
import { SourceError } from '../source.ts';
import type { AskCrm, AskOptions } from './ask-crm.ts';
import type { CollectionSync } from './connector-schema.ts';
import type { Variables } from './expression.ts';
import { mapBatch, type Mapping } from './map-batch.ts';
import { readPages, selectRecords, type Page } from './read-pages.ts';
import type { CollectionState } from './sync-state.ts';

/** One collection on its way through a sync. */
export interface CollectionRun extends Mapping {
  readonly sync: CollectionSync;
  readonly ask: AskCrm;
  readonly options: AskOptions;
  /** `$settings` and `$tables`. */
  readonly variables: Variables;
  /** Milliseconds since 1970, when the sync began. */
  readonly startedAt: number;
}

type Delta<By> = Extract<CollectionSync['delta'], { readonly by: By }>;
type Batches = AsyncGenerator<SyncBatch, CollectionState>;

/** The CRM does not know our token any more: everything must be read. */
export class TokenExpired extends SourceError {
  override readonly name = 'TokenExpired';
}

/**
 * Everything of a collection, or, `from` where an earlier sync got to, what changed since. The return value is where
 * this one got to. Throws SourceError; TokenExpired before the first batch.
 */
export function syncCollection(run: CollectionRun, from: CollectionState | null): Batches {
  const { delta } = run.sync;
  switch (delta?.by) {
    case 'since':
      return syncSince(run, delta, from?.since);
    case 'token':
      return syncByToken(run, delta, from?.token);
    case 'versions':
      return syncByVersions(run, delta, from?.versions);
    default:
      return syncAll(run);
  }
}

async function* syncAll(run: CollectionRun): Batches {
  for await (const page of readPages(run.ask, placeOf(run), run.sync, run.variables, run.options)) {
    yield await mapPage(run, page);
  }
  return {};
}

async function* syncSince(run: CollectionRun, delta: Delta<'since'>, before: string | undefined): Batches {
  const since = before === undefined ? undefined : inSeconds(Date.parse(before) - delta.overlap);
  const listing = since === undefined ? run.sync : { ...run.sync, ...whatIsSaid(delta) };
  const variables = { ...run.variables, since };
  let next: string | undefined;
  for await (const page of readPages(run.ask, placeOf(run), listing, variables, run.options)) {
    next ??= inSeconds(crmTime(page) ?? run.startedAt);
    yield await mapPage(run, page);
  }
  if (since !== undefined) yield* readDeletes(run, variables);
  return { since: next };
}

async function* syncByToken(run: CollectionRun, delta: Delta<'token'>, before: unknown): Batches {
  const listing = before === undefined ? run.sync : { ...run.sync, ...whatIsSaid(delta) };
  const variables = { ...run.variables, token: before };
  const expired = before === undefined ? undefined : delta.expired;
  let token = before;
  for await (const page of readPages(run.ask, placeOf(run), listing, variables, run.options, expired)) {
    if (page.expected) throw new TokenExpired(`${placeOf(run)}: the CRM does not know the last sync any more`, true);
    token = (await delta.token.evaluate(page.answer, { ...variables, captured: page.captured })) ?? token;
    yield await mapPage(run, page);
  }
  if (token === undefined) {
    const where = `${placeOf(run)}.delta.token: no answer held ${delta.token.source}`;
    addNote(run.counts, `${where}, so every sync reads everything: is that where the token is?`);
  }
  if (before !== undefined) yield* readDeletes(run, variables);
  return { token };
}

async function* readDeletes(run: CollectionRun, variables: Variables): AsyncGenerator<SyncBatch> {
  const { deletes } = run.sync;
  if (deletes === undefined) return;
  for await (const page of readPages(run.ask, `${placeOf(run)}.deletes`, deletes, variables, run.options)) {
    const ids = await Promise.all(page.records.map((record) => deletes.id.evaluate(record, run.variables)));
    run.counts.deletes += ids.length;
    yield { upserts: [], deletes: ids.map((id) => `${run.name}/${String(id)}`) };
  }
}

async function* syncByVersions(
  run: CollectionRun,
  delta: Delta<'versions'>,
  before: Readonly<Record<string, unknown>> = {},
): Batches {
  const listed = await listVersions(run, delta);
  const changed = [...listed].filter(([key, { version }]) => before[key] !== version).map(([, { id }]) => id);
  for (let start = 0; start < changed.length; start += delta.batch) {
    const variables = { ...run.variables, ids: changed.slice(start, start + delta.batch) };
    const asked = await run.ask({ step: placeOf(run), request: run.sync.request, variables }, run.options);
    const answered = { ...run.variables, captured: asked.captured };
    const records = await selectRecords(asked, run.sync.records, answered, placeOf(run));
    yield await mapBatch(run, records, answered);
  }
  const gone = Object.keys(before).filter((key) => !listed.has(key));
  run.counts.deletes += gone.length;
  if (gone.length > 0) yield { upserts: [], deletes: gone.map((key) => `${run.name}/${key}`) };
  return { versions: Object.fromEntries([...listed].map(([key, { version }]) => [key, version])) };
}

async function listVersions(run: CollectionRun, delta: Delta<'versions'>) {
  const listed = new Map<string, { readonly id: unknown; readonly version: unknown }>();
  for await (const page of readPages(run.ask, `${placeOf(run)}.delta`, delta, run.variables, run.options)) {
    for (const record of page.records) {
      const [id, version] = await Promise.all([
        delta.id.evaluate(record, run.variables),
        delta.version.evaluate(record, run.variables),
      ]);
      listed.set(String(id), { id, version });
    }
  }
  return listed;
}

function mapPage(run: CollectionRun, { records, captured }: Page): Promise<SyncBatch> {
  return mapBatch(run, records, { ...run.variables, captured });
}

function placeOf({ name }: CollectionRun): string {
  return `collections.${name}.sync`;
}

/** The CRM's own clock, from its header `Date`, in milliseconds since 1970: ours may be wrong. */
function crmTime({ answer }: Page): number | undefined {
  return Date.parse(answer.headers['date'] ?? '') || undefined;
}

/** ISO 8601 without a fraction, which some CRMs refuse. */
function inSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The keys of a listing that a delta has of its own. */
function whatIsSaid({ request, records, paginate }: Delta<'since'> | Delta<'token'>) {
  return { ...(request && { request }), ...(records && { records }), ...(paginate && { paginate }) };
}
