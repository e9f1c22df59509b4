import type { Country } from '../../domain/phone-number.ts';
import type { MappedRecord } from '../connector/candidate.ts';
import { mapEntry } from '../connector/map-entry.ts';
import {
  addRecord,
  createSyncCounts,
  type OpenBatch,
  type SyncBatch,
  type SyncCounts,
  type SyncOptions,
  type SyncRun,
} from '../connector/sync-run.ts';
import { readCards } from '../record/vcard/read-cards.ts';
import {
  findAddressBooks,
  listEtags,
  readCardsAt,
  readChanges,
  type AddressBook,
  type CardChanges,
} from './address-book.ts';
import { needsFull, type BookState, type CarddavState } from './carddav-state.ts';
import type { CarddavConnector } from './carddav-schema.ts';
import { SyncTokenRefused } from './dav-fetch.ts';

/** What a sync needs of an account. */
export interface CarddavAccount {
  readonly connector: CarddavConnector;
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly country: Country;
  readonly now: () => number;
}

/** What there is to read of one address book, and where the next sync of it goes on from. */
interface BookPlan extends CardChanges {
  readonly book: AddressBook;
  readonly state: BookState;
}

/** So many cards are asked for at once. */
const CARDS_A_PAGE = 50;

/**
 * Begins a sync: finds the address books and what is to be read of each. Ids are the paths of the cards. Throws
 * SourceError.
 */
export async function syncBooks(
  account: CarddavAccount,
  state: CarddavState | null,
  { onProgress }: Pick<SyncOptions, 'onProgress'>,
): Promise<SyncRun<CarddavState>> {
  const { connector, now } = account;
  const startedAt = now();
  const books = await findAddressBooks(account.url, account.fetch);
  const urls = books.map(({ url }) => url);
  const from = needsFull(state, connector, urls, startedAt) ? null : state;
  const planned = await planOrStartOver(books, from, account.fetch);
  const counts = createSyncCounts();
  let finished = false;
  async function* batches(): AsyncGenerator<SyncBatch> {
    for (const plan of planned.plans) yield* readPlan(plan, account, counts, onProgress);
    finished = true;
  }
  return {
    mode: planned.from === null ? 'full' : 'delta',
    batches: batches(),
    state() {
      if (!finished) throw new Error('a sync has no state before its last batch was read');
      const states = planned.plans.map(({ book, state }) => [book.url, state] as const);
      const fullAt = planned.from?.fullAt ?? startedAt;
      return { fingerprint: connector.fingerprint, fullAt, books: Object.fromEntries(states) };
    },
    counts,
  };
}

async function planOrStartOver(
  books: readonly AddressBook[],
  from: CarddavState | null,
  fetch: CarddavAccount['fetch'],
) {
  try {
    return { plans: await planBooks(books, from, fetch), from };
  } catch (error) {
    if (!(error instanceof SyncTokenRefused)) throw error;
    return { plans: await planBooks(books, null, fetch), from: null };
  }
}

async function planBooks(
  books: readonly AddressBook[],
  from: CarddavState | null,
  fetch: CarddavAccount['fetch'],
): Promise<BookPlan[]> {
  const plans: BookPlan[] = [];
  for (const book of books) plans.push(await planBook(book, from?.books[book.url], fetch));
  return plans;
}

/** Without a `before`, everything is to be read. */
async function planBook(
  book: AddressBook,
  before: BookState | undefined,
  fetch: CarddavAccount['fetch'],
): Promise<BookPlan> {
  if (before !== undefined && 'syncToken' in before) {
    const { changed, gone, syncToken } = await readChanges(book, before.syncToken, fetch);
    return { book, changed, gone, state: { syncToken } };
  }
  const { ctag, syncToken } = book;
  if (before !== undefined && ctag !== null && before.ctag === ctag)
    return { book, changed: [], gone: [], state: before };
  const etags = await listEtags(book, fetch);
  // The token and the ctag were given before the list was: what changed in between comes once more.
  const state = syncToken === null ? { ctag, etags: Object.fromEntries(etags) } : { syncToken };
  const known = before?.etags ?? {};
  const changed = [...etags].filter(([path, etag]) => etag === '' || known[path] !== etag).map(([path]) => path);
  return { book, changed, gone: Object.keys(known).filter((path) => !etags.has(path)), state };
}

async function* readPlan(
  { book, changed, gone }: BookPlan,
  { fetch, country }: CarddavAccount,
  counts: SyncCounts,
  onProgress: SyncOptions['onProgress'],
): AsyncGenerator<SyncBatch> {
  for (let start = 0; start < changed.length; start += CARDS_A_PAGE) {
    const paths = changed.slice(start, start + CARDS_A_PAGE);
    const cards = await readCardsAt(book, paths, fetch);
    const batch: OpenBatch = { upserts: [], deletes: [] };
    for (const path of paths) {
      addRecord(batch, counts, path, await mapCard(path, cards.get(path), country));
    }
    counts.records += paths.length;
    onProgress?.({ ...counts });
    yield batch;
  }
  counts.deletes += gone.length;
  if (gone.length > 0) yield { upserts: [], deletes: gone };
}

/** What the card at a path came to; undefined for one that was deleted meanwhile. */
export async function mapCard(path: string, card: string | undefined, country: Country): Promise<MappedRecord> {
  if (card === undefined) return { id: path, contact: null, lacks: 'deleted' };
  for await (const [entry] of readCards(textOf(card))) {
    if (entry !== undefined) return mapEntry(path, entry, country);
  }
  return { id: path, contact: null, lacks: 'name' };
}

async function* textOf(card: string): AsyncGenerator<string> {
  yield card;
}
