import type { Awaitable } from '../domain/awaitable.ts';
import type { FoundContact } from '../domain/contact.ts';
import type { Question } from '../domain/lookup-result.ts';

/** The local contacts, as a look-up needs them. Throws or rejects when they cannot be read. */
export interface Directory {
  /** Every contact with exactly this number, in source order, then in each source's own order. */
  findByNumber(question: Question): Awaitable<readonly FoundContact[]>;
  /** The contacts of the longest range this number is in; none in most directories. */
  findByRange(question: Question): Awaitable<readonly FoundContact[]>;
}
