import type { Contact } from '../domain/contact.ts';
import type { PhoneNumber } from '../domain/phone-number.ts';

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

/** A source that can be asked while a phone rings. */
export interface LiveSource {
  readonly name: string;
  /** The number's contacts; none when nobody has it there. Rejects with SourceError within a time of its own. */
  find(number: PhoneNumber, signal: AbortSignal): Promise<readonly Contact[]>;
  /** Told why it is left alone for a while after failures, and (null) when it has answered again. */
  onRest?(reason: string | null): void;
}
