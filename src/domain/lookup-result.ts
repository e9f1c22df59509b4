import type { Awaitable } from './awaitable.ts';
import type { FoundContact, Workspace } from './contact.ts';
import type { PhoneNumber } from './phone-number.ts';

export interface Question {
  readonly workspace: Workspace;
  readonly number: PhoneNumber;
  /** Ask only these sources; all when absent. */
  readonly sources?: readonly string[];
  /** When the phone began to wait, by `performance.now()`; absent: just now. */
  readonly askedAt?: number | undefined;
}

/**
 * "Nobody has it" and "could not ask" are different answers and are believed for different times.
 * `contacts` stand in the order of their sources, and within a source in the source's own order.
 */
export type LookupResult =
  | { readonly outcome: 'found'; readonly contacts: readonly [FoundContact, ...FoundContact[]] }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unavailable'; readonly reason: string };

export interface TraceStep {
  readonly asked: string;
  readonly answer: string;
  readonly milliseconds: number;
}

/**
 * Answers one question: at once where nothing has to be waited for. Never throws and never rejects. Adds what it asked to
 * `trace` where one is given.
 */
export type Lookup = (question: Question, trace?: TraceStep[]) => Awaitable<LookupResult>;

export const UNKNOWN: LookupResult = { outcome: 'unknown' };
