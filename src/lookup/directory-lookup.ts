import type { FoundContact } from '../domain/contact.ts';
import { UNKNOWN, type Lookup, type TraceStep } from '../domain/lookup-result.ts';
import type { Directory } from './directory.ts';

/** Asks the local contacts: the exact number first, and only where nobody has it, the ranges it may be in. */
export function directoryLookup(directory: Directory): Lookup {
  return async (question, trace) => {
    try {
      const exact = await ask('the number itself', () => directory.findByNumber(question), trace);
      const contacts =
        exact.length > 0 ? exact : await ask('number ranges', () => directory.findByRange(question), trace);
      const [first, ...others] = contacts;
      return first ? { outcome: 'found', contacts: [first, ...others] } : UNKNOWN;
    } catch (error) {
      return { outcome: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

async function ask(
  asked: string,
  find: () => Promise<readonly FoundContact[]>,
  trace: TraceStep[] | undefined,
): Promise<readonly FoundContact[]> {
  if (!trace) return find();
  const started = performance.now();
  const contacts = await find();
  const sources = [...new Set(contacts.map(({ source }) => source))];
  const answer = contacts.length > 0 ? `${contacts.length} from ${sources.join(', ')}` : 'nobody';
  trace.push({ asked: `contacts: ${asked}`, answer, milliseconds: performance.now() - started });
  return contacts;
}
