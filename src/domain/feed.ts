import type { Workspace } from './contact.ts';

/** A contact file that is fetched from a URL, again and again. */
export interface Feed {
  readonly workspace: Workspace;
  /** The source it fills. */
  readonly source: string;
  readonly url: string;
  readonly everyMinutes: number;
  /** What the server said of the file that was imported last, to ask whether there is a newer one. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Milliseconds since 1970; null before the first time. */
  readonly fetchedAt: number | null;
}
