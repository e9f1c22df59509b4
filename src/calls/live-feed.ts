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

export type ChangeListener = (change: NumberedChange) => void;

export interface Subscription {
  /** False when changes after the last seen one are no more known: read the log again. */
  readonly complete: boolean;
  unsubscribe(): void;
}

/** Passes on changes of calls as they come, and remembers the last ones for who was away for a moment. */
export interface LiveFeed {
  publish(changes: readonly CallChange[]): void;
  /** Gives what came after the change `lastId` at once, in order, and then whatever comes. A listener must not throw. */
  subscribe(workspace: Workspace, lastId: string | undefined, listener: ChangeListener): Subscription;
  listeners(): number;
  /** Forgets what it remembers: somebody in it was erased, or it has missed changes. */
  forget(): void;
}

/** `run` keeps the ids of one run of the program apart from those of another; `most` changes are remembered. */
export function createLiveFeed(run: string, most: number): LiveFeed {
  const listeners = new Set<ChangeListener>();
  let changes: NumberedChange[] = [];
  let last = 0;
  /** Every change after this one is remembered. */
  let complete = 0;

  return {
    publish: (published) => {
      for (const { workspace, data } of published) {
        const change = { id: `${run}-${++last}`, workspace, data };
        changes.push(change);
        for (const listener of listeners) listener(change);
      }
      // Cut now and then, not at every change.
      if (changes.length > 2 * most) changes = changes.slice(-most);
      complete = last - changes.length;
    },
    subscribe: (workspace, lastId, listener) => {
      const ofWorkspace: ChangeListener = (change) => {
        if (change.workspace === workspace) listener(change);
      };
      const seen = numberOf(lastId, run);
      const isComplete = lastId === undefined || (seen !== undefined && seen >= complete && seen <= last);
      if (seen !== undefined && isComplete) changes.slice(seen - complete).forEach(ofWorkspace);
      listeners.add(ofWorkspace);
      return { complete: isComplete, unsubscribe: () => void listeners.delete(ofWorkspace) };
    },
    listeners: () => listeners.size,
    forget: () => {
      changes = [];
      complete = ++last;
    },
  };
}

function numberOf(id: string | undefined, run: string): number | undefined {
  const prefix = `${run}-`;
  if (!id?.startsWith(prefix) || !/^\d{1,15}$/.test(id.slice(prefix.length))) return undefined;
  return Number(id.slice(prefix.length));
}
