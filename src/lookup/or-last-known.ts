import { LRUCache } from 'lru-cache';
import { handOn } from '../domain/awaitable.ts';
import type { Lookup, LookupResult } from '../domain/lookup-result.ts';

/** When the lookup cannot ask, the last answer it gave for this number counts: an old name is better than none. */
export function orLastKnown(lookup: Lookup, entries: number): Lookup {
  const lastFound = new LRUCache<string, LookupResult>({ max: entries });
  return (question, trace) =>
    handOn(lookup(question, trace), (result) => {
      const key = JSON.stringify([question.workspace, question.number, question.sources]);
      if (result.outcome === 'found') lastFound.set(key, result);
      else if (result.outcome === 'unknown') lastFound.delete(key);
      return result.outcome === 'unavailable' ? (lastFound.get(key) ?? result) : result;
    });
}
