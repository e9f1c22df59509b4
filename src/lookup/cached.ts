import { LRUCache } from 'lru-cache';
import type { Awaitable } from '../domain/awaitable.ts';
import type { Lookup, LookupResult, Question } from '../domain/lookup-result.ts';

export interface LookupCache {
  readonly lookup: Lookup;
  /** Forgets everything, because the contacts have changed. */
  clear(): void;
}

export interface CacheLimits {
  readonly entries: number;
  readonly foundMs: number;
  readonly unknownMs: number;
}

/** Questions waiting at the same time; past it the source behind is stuck, and more of them only cost memory. */
const MOST_PENDING = 10_000;
/** How old the time may be by which answers expire: asking for it costs more than finding an answer. */
const CLOCK_MS = 50;
const OVERLOADED: LookupResult = { outcome: 'unavailable', reason: `${MOST_PENDING} questions are waiting already` };

/**
 * Remembers answers, the unknown ones for a shorter time, and asks once for all who ask for a number at the same time.
 * "Could not ask" is never remembered. `onHit` is told of each answer that was remembered; in a trace the cache is called
 * `shownAs`.
 */
export function cached(
  lookup: Lookup,
  limits: CacheLimits,
  { onHit = () => {}, shownAs = 'cache' }: { readonly onHit?: () => void; readonly shownAs?: string } = {},
): LookupCache {
  const answers = new LRUCache<string, LookupResult>({
    max: limits.entries,
    ttl: limits.foundMs,
    ttlResolution: CLOCK_MS,
  });
  const pending = new Map<string, Promise<LookupResult>>();

  const ask = (key: string, question: Question): Awaitable<LookupResult> => {
    const answer = lookup(question);
    if (answer instanceof Promise) return shareAnswer(key, answer);
    remember(key, answer);
    return answer;
  };
  // lru-cache's own `fetch` merges questions too, at ten times the cost of this map for each miss.
  const shareAnswer = (key: string, answer: Promise<LookupResult>): Promise<LookupResult> => {
    const asking = answer.then((result) => {
      // After `clear` this answer may be of the contacts that were: only the latest question may fill the cache.
      if (pending.get(key) === asking) {
        pending.delete(key);
        remember(key, result);
      }
      return result;
    });
    pending.set(key, asking);
    return asking;
  };
  const remember = (key: string, result: LookupResult): void => {
    if (result.outcome === 'unavailable') return;
    const ttl = result.outcome === 'found' ? limits.foundMs : limits.unknownMs;
    if (ttl > 0) answers.set(key, result, { ttl });
  };

  return {
    lookup: (question, trace) => {
      const key = cacheKey(question);
      const known = answers.get(key);
      if (trace) {
        // A trace shows what a fresh question finds, and what the cache would have said.
        trace.push({ asked: shownAs, answer: known ? known.outcome : 'not there', milliseconds: 0 });
        return lookup(question, trace);
      }
      if (known) {
        onHit();
        return known;
      }
      return pending.get(key) ?? (pending.size < MOST_PENDING ? ask(key, question) : OVERLOADED);
    },
    clear: () => {
      answers.clear();
      pending.clear();
    },
  };
}

function cacheKey({ workspace, number, sources }: Question): string {
  return sources ? `${workspace} ${number} ${sources.join('/')}` : `${workspace} ${number}`;
}
