import type { Workspace } from '../domain/contact.ts';

/** A call has changed. */
export interface CallChange {
  readonly workspace: Workspace;
  /** The call as JSON, as GET /calls shows it. */
  readonly data: string;
}

export interface NumberedChange extends CallChange {
  /** For Last-Event-ID. */
  readonly id: string;
}

/** Neither function may throw. */
export interface FeedListener {
  /** Changes, in order; every listener of a workspace gets the same array. */
  hear(changes: readonly NumberedChange[]): void;
  /** What came up to the id `lastId` is not known any more: read the log again. */
  miss(lastId: string): void;
}

/** Passes on changes of calls as they come, and remembers the last ones for who was away for a moment. */
export interface LiveFeed {
  publish(changes: readonly CallChange[]): void;
  /** Tells what came after the change `lastId`, or that this is not known any more, at once; then whatever comes. */
  subscribe(workspace: Workspace, lastId: string | undefined, listener: FeedListener): Subscription;
  listeners(): number;
  /** Forgets what it remembers, and tells all who listen: somebody in it was erased, or it has missed changes. */
  forget(): void;
}

export interface Subscription {
  /** The id to come back with when nothing was heard. */
  readonly lastId: string;
  unsubscribe(): void;
}

/** `run` keeps the ids of one run of the program apart from those of another; `most` changes are remembered. */
export function createLiveFeed(run: string, most: number): LiveFeed {
  const listeners = new Map<FeedListener, Workspace>();
  let changes: NumberedChange[] = [];
  let last = 0;
  /** Every change after this one is remembered. */
  let complete = 0;
  const idOf = (count: number): string => `${run}-${count}`;

  function tell(published: readonly NumberedChange[]): void {
    for (const workspace of new Set(listeners.values())) {
      const own = published.filter((change) => change.workspace === workspace);
      if (own.length === 0) continue;
      for (const [listener, its] of listeners) if (its === workspace) listener.hear(own);
    }
  }

  return {
    publish: (published) => {
      const numbered = published.map(({ workspace, data }) => ({ id: idOf(++last), workspace, data }));
      changes.push(...numbered);
      // Cut now and then, not at every change.
      if (changes.length > 2 * most) changes = changes.slice(-most);
      complete = last - changes.length;
      tell(numbered);
    },
    subscribe: (workspace, lastId, listener) => {
      const seen = lastId === undefined ? last : numberOf(lastId, run);
      if (seen === undefined || seen < complete || seen > last) listener.miss(idOf(last));
      else {
        const missed = changes.slice(seen - complete).filter((change) => change.workspace === workspace);
        if (missed.length > 0) listener.hear(missed);
      }
      listeners.set(listener, workspace);
      return { lastId: idOf(last), unsubscribe: () => void listeners.delete(listener) };
    },
    listeners: () => listeners.size,
    forget: () => {
      changes = [];
      complete = ++last;
      for (const listener of listeners.keys()) listener.miss(idOf(last));
    },
  };
}

function numberOf(id: string, run: string): number | undefined {
  const prefix = `${run}-`;
  if (!id.startsWith(prefix) || !/^\d{1,15}$/.test(id.slice(prefix.length))) return undefined;
  return Number(id.slice(prefix.length));
}
