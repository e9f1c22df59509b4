/** A value that is there at once, or will be. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Hands a value on to `use`: at once where it is there at once. The local contacts answer in microseconds, and a promise
 * for each step on their way would cost more than they do.
 */
export function handOn<T, U>(value: Awaitable<T>, use: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}
