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
 * Runs a task that has to end within so many milliseconds, whatever it consists of. Rejects with the signal's reason, and
 * with SourceError when the time is over; `name` is who was too slow.
 */
export async function within<T>(
  milliseconds: number,
  name: string,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(milliseconds);
  try {
    return await task(AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new SourceError(`${name} did not answer within ${milliseconds} ms`, true);
  }
}
