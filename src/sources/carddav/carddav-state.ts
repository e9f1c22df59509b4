import type { CarddavConnector } from './carddav-schema.ts';

/** Where a sync got to: JSON, to be kept with the contacts it speaks of. */
export interface CarddavState {
  /** Of the connector file: another account needs every card once more. */
  readonly fingerprint: string;
  /** When the last full sync began, in milliseconds since 1970. */
  readonly fullAt: number;
  /** By the URL of each address book. */
  readonly books: Readonly<Record<string, BookState>>;
}

/** What the next sync of an address book goes on from: the server's token, or every card's version. */
export type BookState =
  | { readonly syncToken: string }
  | {
      /** Stays the same while nothing in the book changes; null for a server that has none. */
      readonly ctag: string | null;
      /** By the path of each card. */
      readonly etags: Readonly<Record<string, string>>;
    };

/** Whether every card has to be read: at first, after a change of the connector or of the books, and every so often. */
export function needsFull(
  state: CarddavState | null,
  { fingerprint, schedule }: CarddavConnector,
  books: readonly string[],
  now: number,
): boolean {
  if (state === null || state.fingerprint !== fingerprint) return true;
  if (now - state.fullAt >= schedule.full || now < state.fullAt) return true;
  const known = Object.keys(state.books);
  return known.length !== books.length || books.some((url) => state.books[url] === undefined);
}
