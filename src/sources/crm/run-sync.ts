import type { Country } from '../../domain/phone-number.ts';
import {
  addNote,
  createSyncCounts,
  type SyncBatch,
  type SyncCounts,
  type SyncOptions,
  type SyncRun,
} from '../connector/sync-run.ts';
import type { AskCrm, AskOptions } from './ask-crm.ts';
import type { Connector } from './parse-connector.ts';
import { readPages } from './read-pages.ts';
import { syncCollection, TokenExpired, type CollectionRun } from './sync-collection.ts';
import { needsFull, type CollectionState, type SyncState } from './sync-state.ts';

/** What a sync needs of a connector. */
export interface SyncSource {
  readonly connector: Connector;
  readonly ask: AskCrm;
  readonly settings: Readonly<Record<string, string>>;
  readonly country: Country;
  readonly now: () => number;
}

type RunOptions = AskOptions & SyncOptions;

interface Part {
  readonly name: string;
  readonly batches: AsyncGenerator<SyncBatch, CollectionState>;
  readonly first: IteratorResult<SyncBatch, CollectionState>;
}

/**
 * Begins a sync: asks for the first page of every collection, so that it is known whether the CRM still knows where the
 * last sync (`state`) got to. Throws SourceError.
 */
export async function runSync(
  source: SyncSource,
  state: SyncState | null,
  options: RunOptions,
): Promise<SyncRun<SyncState>> {
  const startedAt = source.now();
  const counts = createSyncCounts();
  const tables = await readTables(source, options);
  const variables = { settings: source.settings, tables };
  const open = (from: SyncState | null) => openParts({ ...source, variables, counts, startedAt }, from, options);
  const opened = await openOrStartOver(open, needsFull(state, source.connector, startedAt) ? null : state);
  const reached: Record<string, CollectionState> = {};
  let finished = false;
  return {
    mode: opened.from === null ? 'full' : 'delta',
    batches: readParts(opened.parts, reached, counts, options, () => {
      finished = true;
      if (opened.from === null) noteIfNoneIsOfUse(counts);
    }),
    state() {
      if (!finished) throw new Error('a sync has no state before its last batch was read');
      const fullAt = opened.from?.fullAt ?? startedAt;
      return { fingerprint: source.connector.fingerprint, fullAt, collections: reached };
    },
    counts,
  };
}

async function openOrStartOver(
  open: (from: SyncState | null) => Promise<Part[]>,
  from: SyncState | null,
): Promise<{ parts: Part[]; from: SyncState | null }> {
  try {
    return { parts: await open(from), from };
  } catch (error) {
    if (!(error instanceof TokenExpired)) throw error;
    return { parts: await open(null), from: null };
  }
}

type Opening = SyncSource & Pick<CollectionRun, 'variables' | 'counts' | 'startedAt'>;

async function openParts(source: Opening, from: SyncState | null, options: AskOptions): Promise<Part[]> {
  const parts: Part[] = [];
  // What an attempt that is given up has counted is not to be counted twice.
  Object.assign(source.counts, createSyncCounts());
  for (const [name, { fields, sync }] of Object.entries(source.connector.collections)) {
    if (sync === undefined) continue;
    const state = from === null ? null : (from.collections[name] ?? null);
    const batches = syncCollection({ ...source, name, fields, sync, options }, state);
    parts.push({ name, batches, first: await batches.next() });
  }
  return parts;
}

async function* readParts(
  parts: readonly Part[],
  reached: Record<string, CollectionState>,
  counts: SyncCounts,
  { onProgress }: RunOptions,
  onEnd: () => void,
): AsyncGenerator<SyncBatch> {
  for (const { name, batches, first } of parts) {
    let next = first;
    for (; next.done !== true; next = await batches.next()) {
      onProgress?.({ ...counts });
      yield next.value;
    }
    reached[name] = next.value;
  }
  onEnd();
}

function noteIfNoneIsOfUse(counts: SyncCounts): void {
  if (counts.records === 0 || counts.contacts + counts.deletes > 0) return;
  const field = counts.withoutName > counts.withoutNumber ? 'a name: are person, first, last' : 'a number: is phones';
  addNote(counts, `none of ${counts.records} records has ${field} under fields right?`);
}

async function readTables(
  { connector, ask, settings }: SyncSource,
  options: AskOptions,
): Promise<Record<string, unknown>> {
  const tables: Record<string, Record<string, unknown>> = {};
  for (const [name, table] of Object.entries(connector.tables)) {
    const entries: [string, unknown][] = [];
    for await (const page of readPages(ask, `tables.${name}`, table, { settings }, options)) {
      for (const record of page.records) {
        entries.push([
          String(await table.key.evaluate(record, { settings })),
          await table.value.evaluate(record, { settings }),
        ]);
      }
    }
    tables[name] = Object.fromEntries(entries);
  }
  return tables;
}
