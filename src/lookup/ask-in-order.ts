import { handOn, type Awaitable } from '../domain/awaitable.ts';
import { UNKNOWN, type Lookup, type LookupResult, type Question, type TraceStep } from '../domain/lookup-result.ts';
import { timeLeft } from './within.ts';

/**
 * Asks one lookup after the other until one knows the number. Where none does but one could not be asked, nobody can say
 * that the number is unknown: that is "could not ask".
 */
export function firstOf(lookups: readonly Lookup[]): Lookup {
  return (question, trace) => askFrom(0, lookups, UNKNOWN, question, trace);
}

/**
 * As `firstOf`, but asks all at once: for lookups that take long. The order decides whose answer counts, until the phone
 * has waited `patienceMs`: from then on whoever finds the number, for one that hangs must not hide what the others know.
 */
export function firstOfAll(lookups: readonly Lookup[], patienceMs = Infinity): Lookup {
  return (question, trace) => {
    const asked = lookups.map((lookup) => lookup(question, trace));
    const inOrder = firstOf(asked.map((answer) => () => answer))(question);
    if (!(inOrder instanceof Promise) || asked.length === 1 || patienceMs === Infinity) return inOrder;
    return orAnyAfter(timeLeft(patienceMs, question), inOrder, asked);
  };
}

function orAnyAfter(
  patienceMs: number,
  inOrder: Promise<LookupResult>,
  asked: readonly Awaitable<LookupResult>[],
): Promise<LookupResult> {
  return new Promise((resolve, reject) => {
    const takeIfFound = (result: LookupResult): void => {
      if (result.outcome === 'found') resolve(result);
    };
    const timer = setTimeout(() => {
      for (const answer of asked) void Promise.resolve(answer).then(takeIfFound, () => undefined);
    }, patienceMs);
    inOrder.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Asks the lookups from `index` on; `answer` is what those before have come to. */
function askFrom(
  index: number,
  lookups: readonly Lookup[],
  answer: LookupResult,
  question: Question,
  trace: TraceStep[] | undefined,
): Awaitable<LookupResult> {
  const lookup = lookups[index];
  if (!lookup) return answer;
  return handOn(lookup(question, trace), (result) => {
    if (result.outcome === 'found') return result;
    const soFar = result.outcome === 'unavailable' ? result : answer;
    return askFrom(index + 1, lookups, soFar, question, trace);
  });
}
