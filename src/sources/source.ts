import type { Contact } from '../domain/contact.ts';

/** A source could not be read; `retryable` when the same question may be answered later. */
export class SourceError extends Error {
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.retryable = retryable;
  }
}

/** Everything a source holds, in its own order, in batches small enough to keep memory flat. Throws SourceError. */
export type ContactBatches = AsyncIterable<readonly Contact[]>;
