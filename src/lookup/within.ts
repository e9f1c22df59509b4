import type { Awaitable } from '../domain/awaitable.ts';
import type { Lookup, LookupResult, Question } from '../domain/lookup-result.ts';

/** What an answer needs to leave: waiting ends so much before the deadline, or a tenth of it where that is less. */
const LEAVING_MS = 15;

/**
 * The same lookup with an end to waiting: in time to leave within `milliseconds` the answer is "could not ask". The
 * question itself goes on, so that its late answer still reaches a cache behind this one.
 */
export function within(milliseconds: number, lookup: Lookup): Lookup {
  const tooLate: LookupResult = { outcome: 'unavailable', reason: `no answer within ${milliseconds} ms` };
  const patience = milliseconds - Math.min(LEAVING_MS, milliseconds / 10);
  return (question, trace) => {
    const answer = lookup(question, trace);
    return answer instanceof Promise ? orTooLate(answer, timeLeft(patience, question)) : answer;
  };

  function orTooLate(answer: Promise<LookupResult>, patienceMs: number): Awaitable<LookupResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMs, tooLate);
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

/** How much is left of so many milliseconds from when the phone began to wait; none when it is negative. */
export function timeLeft(milliseconds: number, { askedAt }: Question): number {
  return askedAt === undefined ? milliseconds : milliseconds - (performance.now() - askedAt);
}
