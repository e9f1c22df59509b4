import { UNKNOWN, type Lookup, type LookupResult } from '../domain/lookup-result.ts';

/**
 * Asks one lookup after the other until one knows the number. Where none does but one could not be asked, nobody can say
 * that the number is unknown: that is "could not ask".
 */
export function firstOf(lookups: readonly Lookup[]): Lookup {
  return async (question, trace) => {
    let answer: LookupResult = UNKNOWN;
    for (const lookup of lookups) {
      const result = await lookup(question, trace);
      if (result.outcome === 'found') return result;
      if (result.outcome === 'unavailable') answer = result;
    }
    return answer;
  };
}

/** As `firstOf`, but asks all at once: for lookups that take long. The order still decides whose answer counts. */
export function firstOfAll(lookups: readonly Lookup[]): Lookup {
  return (question, trace) => {
    const asked = lookups.map((lookup) => lookup(question, trace));
    return firstOf(asked.map((answer) => () => answer))(question);
  };
}
