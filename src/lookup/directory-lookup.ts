import { handOn, type Awaitable } from '../domain/awaitable.ts';
import type { FoundContact } from '../domain/contact.ts';
import { UNKNOWN, type Lookup, type LookupResult, type TraceStep } from '../domain/lookup-result.ts';
import type { Directory } from './directory.ts';

/** Asks the local contacts: the exact number first, and only where nobody has it, the ranges it may be in. */
export function directoryLookup(directory: Directory): Lookup {
  return (question, trace) => {
    const askRanges = (): Awaitable<readonly FoundContact[]> =>
      ask('number ranges', () => directory.findByRange(question), trace);
    try {
      const exact = ask('the number itself', () => directory.findByNumber(question), trace);
      const contacts = handOn(exact, (found) => (found.length > 0 ? found : askRanges()));
      const result = handOn(contacts, toResult);
      return result instanceof Promise ? result.catch(unavailable) : result;
    } catch (error) {
      return unavailable(error);
    }
  };
}

function ask(
  asked: string,
  find: () => Awaitable<readonly FoundContact[]>,
  trace: TraceStep[] | undefined,
): Awaitable<readonly FoundContact[]> {
  if (!trace) return find();
  const started = performance.now();
  return handOn(find(), (contacts) => {
    const sources = [...new Set(contacts.map(({ source }) => source))];
    const answer = contacts.length > 0 ? `${contacts.length} from ${sources.join(', ')}` : 'nobody';
    trace.push({ asked: `contacts: ${asked}`, answer, milliseconds: performance.now() - started });
    return contacts;
  });
}

function toResult([first, ...others]: readonly FoundContact[]): LookupResult {
  return first ? { outcome: 'found', contacts: [first, ...others] } : UNKNOWN;
}

function unavailable(error: unknown): LookupResult {
  return { outcome: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
}
