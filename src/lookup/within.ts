import type { Awaitable } from '../domain/awaitable.ts';
import type { Lookup, LookupResult } from '../domain/lookup-result.ts';

/**
 * The same lookup with an end to waiting: `milliseconds` after it was asked the answer is "could not ask". The question
 * itself goes on, so that its late answer still reaches a cache behind this one.
 */
export function within(milliseconds: number, lookup: Lookup): Lookup {
  const tooLate: LookupResult = { outcome: 'unavailable', reason: `no answer within ${milliseconds} ms` };
  return (question, trace) => {
    const answer = lookup(question, trace);
    return answer instanceof Promise ? orTooLate(answer, question.askedAt) : answer;
  };

  function orTooLate(answer: Promise<LookupResult>, askedAt: number | undefined): Awaitable<LookupResult> {
    const waited = askedAt === undefined ? 0 : performance.now() - askedAt;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds - waited, tooLate);
      answer.then(
        (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        (error: unknown) => {
          clearTimeout(timer);
          resolve({ outcome: 'unavailable', reason: String(error) });
        },
      );
    });
  }
}
