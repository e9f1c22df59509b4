import type { Contact } from '../../domain/contact.ts';
import type { PhoneNumber } from '../../domain/phone-number.ts';
import type { Candidate } from './candidate.ts';
import type { SyncOptions, SyncRun } from './sync-run.ts';
import type { TracedExchange } from './traced-exchange.ts';

/** What became of one question to a CRM, for a person who is setting a connector up. Holds no secret. */
export interface ConnectorTest {
  readonly number: PhoneNumber;
  /** `lookup`: asked by the number. `sync`: the first page of everything, for a connector that cannot be asked by number. */
  readonly asked: 'lookup' | 'sync';
  readonly exchanges: readonly TracedExchange[];
  /** Each record the CRM answered with, as a contact, and whether it has the number; of a sync the first few. */
  readonly candidates: readonly Candidate[];
  /** Why there is no result; null when there is one. */
  readonly error: string | null;
  readonly milliseconds: number;
}

/** What a connector of any type opens to; `State` is where a sync got to, as JSON. */
export interface ConnectorSource<State> {
  /**
   * The caller's contacts; none for a number nobody has there. Null for a connector that only syncs. Throws SourceError;
   * rejects with the signal's reason, and after the connector's own `timeouts.lookup` with SourceError.
   */
  readonly find: ((number: PhoneNumber, signal: AbortSignal) => Promise<Contact[]>) | null;
  /** Begins a sync from where the last one got to; null begins anew. Null for a connector that only looks up. */
  readonly sync: ((state: State | null, options: SyncOptions) => Promise<SyncRun<State>>) | null;
  /** Asks as `find` does, and tells what was asked and what came of it; never throws for what the other side does. */
  test(number: PhoneNumber, signal: AbortSignal): Promise<ConnectorTest>;
  /** Ends whatever is under way. */
  close(): void;
}
