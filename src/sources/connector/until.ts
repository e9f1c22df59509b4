import { SourceError } from '../source.ts';

/** The promise, or a rejection as soon as the signal ends; what is under way goes on for the others. */
export function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abandon);
    });
  });
}

/**
 * A controller that is aborted with the first of several signals, for the same reason. Call `release` when it is over.
 * `AbortSignal.any` must not stand here: Node 20 loses a timeout that only it refers to, and leaves something behind on
 * signals that live long (https://github.com/nodejs/node/issues/54614).
 */
export function joinSignals(signals: readonly AbortSignal[]): {
  readonly controller: AbortController;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const end = (): void => {
    controller.abort(signals.find(({ aborted }) => aborted)?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', end, { once: true });
  if (signals.some(({ aborted }) => aborted)) end();
  return {
    controller,
    release() {
      for (const signal of signals) signal.removeEventListener('abort', end);
    },
  };
}

/**
 * Runs a task that has to end within so many milliseconds, whatever it consists of. Rejects with the reason of a signal
 * that ends before, and with SourceError when the time is over; `name` is who was too slow.
 */
export async function within<T>(
  milliseconds: number,
  name: string,
  signals: readonly AbortSignal[],
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { controller, release } = joinSignals(signals);
  const timer = setTimeout(() => {
    controller.abort(new SourceError(`${name} did not answer within ${milliseconds} ms`, true));
  }, milliseconds);
  try {
    return await task(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    release();
  }
}
