import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { FoundContact } from '../domain/contact.ts';
import { UNKNOWN, type Lookup, type LookupResult } from '../domain/lookup-result.ts';
import { toE164 } from '../domain/phone-number.ts';
import type { LiveSource } from '../sources/source.ts';

/** So many failures on end, and the source is left alone for a while: then one question tries whether it is back. */
const FAILURES_ON_END = 5;
const LEFT_ALONE_MS = 15_000;
const RESTING = 'left alone for a while, because it failed several times on end';
/** Every source has a shorter time of its own; this one only bounds what breaks that promise. */
const LONGEST_QUESTION_MS = 60_000;

/** Asks one source over the network. Numbers that mean something else in every house (extensions) are not asked. */
export function liveLookup(source: LiveSource): Lookup {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: LEFT_ALONE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_ON_END),
  });
  breaker.onBreak((why) => source.onRest?.('error' in why ? explain(why.error) : RESTING));
  breaker.onReset(() => source.onRest?.(null));
  const ask = async (number: Parameters<LiveSource['find']>[0]): Promise<LookupResult> => {
    try {
      const contacts = await breaker.execute(() => source.find(number, AbortSignal.timeout(LONGEST_QUESTION_MS)));
      const [first, ...others] = contacts.map(({ person, company, contactUrl }): FoundContact => ({
        person,
        company,
        contactUrl,
        source: source.name,
        shared: 'first',
        template: null,
      }));
      return first ? { outcome: 'found', contacts: [first, ...others] } : UNKNOWN;
    } catch (error) {
      return { outcome: 'unavailable', reason: `${source.name}: ${explain(error)}` };
    }
  };

  return async ({ number, sources }, trace) => {
    if (toE164(number) === null || (sources && !sources.includes(source.name))) return UNKNOWN;
    const started = performance.now();
    const result = await ask(number);
    const answer = result.outcome === 'unavailable' ? result.reason : result.outcome;
    trace?.push({ asked: `connector: ${source.name}`, answer, milliseconds: performance.now() - started });
    return result;
  };
}

function explain(error: unknown): string {
  if (error instanceof BrokenCircuitError) return RESTING;
  return error instanceof Error ? error.message : String(error);
}
