import { SourceError } from '../source.ts';
import type { SyncRun } from './sync-run.ts';
import { joinSignals } from './until.ts';

/** Ends whatever a source does when the source is closed. */
export interface Closing {
  readonly signal: AbortSignal;
  /** Runs a task with a signal that ends with the one given, and when the source is closed. */
  during<T>(signal: AbortSignal, task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The same for a sync, whose batches are read after it has begun. */
  duringSync<State>(
    signal: AbortSignal,
    begin: (signal: AbortSignal) => Promise<SyncRun<State>>,
  ): Promise<SyncRun<State>>;
  close(): void;
}

/** `name` is the source's, for the SourceError that ends everything. */
export function createClosing(name: string): Closing {
  const closing = new AbortController();
  return {
    signal: closing.signal,
    async during(signal, task) {
      const { controller, release } = joinSignals([signal, closing.signal]);
      try {
        return await task(controller.signal);
      } finally {
        release();
      }
    },
    async duringSync(signal, begin) {
      const { controller, release } = joinSignals([signal, closing.signal]);
      try {
        const run = await begin(controller.signal);
        return { ...run, batches: untilRead(run.batches, release) };
      } catch (error) {
        release();
        throw error;
      }
    },
    close() {
      closing.abort(new SourceError(`${name} was closed`, true));
    },
  };
}

async function* untilRead<T>(batches: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* batches;
  } finally {
    release();
  }
}
