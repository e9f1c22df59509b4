import {
  addressBookMultiGet,
  createAccount,
  fetchAddressBooks,
  propfind,
  syncCollection,
  type DAVResponse,
} from 'tsdav';
import { SourceError } from '../source.ts';

/** One address book on a CardDAV server. */
export interface AddressBook {
  readonly url: string;
  /** Stays the same while nothing in the book changes; null for a server that has none. */
  readonly ctag: string | null;
  /** Where a sync that begins now can be gone on from; null for a server that cannot (RFC 6578). */
  readonly syncToken: string | null;
}

/** Cards by their paths: those that are new or different, and those that are gone. */
export interface CardChanges {
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

/** A server that keeps answering that there is more is broken. */
const MOST_REPORTS = 1000;

/** Photographs are left on the server; one that cannot leave them out sends the whole card, as RFC 6352 allows. */
const WANTED_PROPERTIES = 'VERSION UID FN N ORG KIND TEL X-ABLABEL'.split(' ');

/** The account's address books, found as RFC 6764 says. Throws SourceError, also where there is none. */
export async function findAddressBooks(serverUrl: string, fetch: typeof globalThis.fetch): Promise<AddressBook[]> {
  const account = await createAccount({ account: { serverUrl, accountType: 'carddav' }, fetch }).catch((error) => {
    throw explainDiscovery(error, serverUrl);
  });
  const books = await fetchAddressBooks({ account, fetch });
  if (books.length === 0) throw new SourceError(`${new URL(serverUrl).host} has no address book for this user`, false);
  return books.map(({ url, ctag, syncToken, reports }) => {
    const canReport = ((reports ?? []) as readonly string[]).includes('syncCollection');
    return { url, ctag: textOf(ctag), syncToken: canReport ? textOf(syncToken) : null };
  });
}

/** The version of every card of a book, by its path. */
export async function listEtags({ url }: AddressBook, fetch: typeof globalThis.fetch): Promise<Map<string, string>> {
  const answers = await propfind({ url, props: { 'd:getetag': {}, 'd:resourcetype': {} }, depth: '1', fetch });
  const cards = checked(answers, url).filter(
    (answer) =>
      pathOf(answer, url) !== new URL(url).pathname && !('collection' in Object(answer.props?.['resourcetype'])),
  );
  return new Map(cards.map((answer) => [pathOf(answer, url), textOf(answer.props?.['getetag']) ?? '']));
}

/** What changed since a token was given, and the token that stands for now. Throws SyncTokenRefused for an old one. */
export async function readChanges(
  { url }: AddressBook,
  since: string,
  fetch: typeof globalThis.fetch,
): Promise<CardChanges & { readonly syncToken: string }> {
  const isGone = new Map<string, boolean>();
  let syncToken = since;
  for (let report = 0; report < MOST_REPORTS; report++) {
    const answers = await syncCollection({ url, props: { 'd:getetag': {} }, syncLevel: 1, syncToken, fetch });
    let isCut = false;
    for (const answer of checked(answers, url)) {
      const path = pathOf(answer, url);
      // RFC 6578 §3.6: the book itself with 507 says that there is more.
      if (path === new URL(url).pathname) isCut ||= answer.status === 507;
      else isGone.set(path, answer.status === 404);
    }
    const next = tokenOf(answers);
    if (next === null) throw new SourceError(`${url} gives no sync-token`, false);
    if (!isCut || next === syncToken) return { ...changesOf(isGone), syncToken: next };
    syncToken = next;
  }
  throw new SourceError(`${url} does not come to an end of its changes`, false);
}

function changesOf(isGone: ReadonlyMap<string, boolean>): CardChanges {
  const pathsWhere = (gone: boolean) => [...isGone].filter(([, is]) => is === gone).map(([path]) => path);
  return { changed: pathsWhere(false), gone: pathsWhere(true) };
}

/** The cards at these paths as vCards; what is no longer there is missing. */
export async function readCardsAt(
  { url }: AddressBook,
  paths: readonly string[],
  fetch: typeof globalThis.fetch,
): Promise<Map<string, string>> {
  const answers = await addressBookMultiGet({
    url,
    props: {
      'd:getetag': {},
      'card:address-data': { 'card:prop': WANTED_PROPERTIES.map((name) => ({ _attributes: { name } })) },
    },
    objectUrls: [...paths],
    depth: '1',
    fetch,
  });
  const cards = checked(answers, url).map((answer) => [pathOf(answer, url), cardOf(answer)] as const);
  return new Map(cards.filter((card): card is [string, string] => card[1] !== null));
}

/** The answers about something. tsdav hands on a document it cannot read as if it were one without an answer in it. */
function checked(answers: readonly DAVResponse[], url: string): DAVResponse[] {
  if (answers.some(({ raw }) => typeof raw === 'string')) {
    throw new SourceError(`${url} answered with XML that cannot be read`, true);
  }
  return answers.filter(({ href }) => typeof href === 'string');
}

function pathOf({ href = '' }: DAVResponse, base: string): string {
  return new URL(href, base).pathname;
}

function cardOf({ props }: DAVResponse): string | null {
  const data: unknown = props?.['addressData'];
  if (typeof data === 'object' && data !== null && '_cdata' in data) return textOf(data['_cdata']);
  return textOf(data);
}

function tokenOf([answer]: readonly DAVResponse[]): string | null {
  const raw = answer?.raw as { readonly multistatus?: { readonly syncToken?: unknown } } | undefined;
  return textOf(raw?.multistatus?.syncToken);
}

/** tsdav makes numbers of digits. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function explainDiscovery(error: unknown, serverUrl: string): unknown {
  if (error instanceof SourceError || !(error instanceof Error) || error.name === 'AbortError') return error;
  return new SourceError(
    `${new URL(serverUrl).host} shows no address books: ${error.message}; is the URL right?`,
    false,
  );
}
