/**
 * The batch that has been taken to find out what a file holds, then those after it. Whoever stops early closes the
 * file, even before the second batch.
 */
export async function* resumeBatches<T>(first: T, rest: AsyncGenerator<T, undefined>): AsyncGenerator<T, undefined> {
  try {
    yield first;
    yield* rest;
    return undefined;
  } finally {
    await rest.return(undefined);
  }
}
