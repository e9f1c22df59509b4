import type { Country, PhoneNumber } from '../../domain/phone-number.ts';
import { verify, type Candidate, type MappedRecord } from '../connector/candidate.ts';
import type { AskCrm, Asked, AskOptions } from './ask-crm.ts';
import type { Collection, CollectionLookup } from './connector-schema.ts';
import { holds, type Expression, type Variables } from './expression.ts';
import { mapRecord } from './map-record.ts';
import { spellPhone, type PhoneSpellings } from './phone-spellings.ts';
import { selectRecords } from './read-pages.ts';

/** What asking by number needs of a connector. */
export interface Finder {
  readonly ask: AskCrm;
  readonly collections: Readonly<Record<string, Collection>>;
  readonly spellings: Readonly<Record<string, Expression>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly country: Country;
}

/** An `each` step asks for so many records at most. */
const MOST_FOLLOWED = 10;

/** A CRM that answers more to one number did not understand the question. */
const MOST_CANDIDATES = 100;

/**
 * Everything a CRM answers to a number, collection after collection, each record once. A collection that could not be
 * asked is forgiven if another has a verified record; otherwise its SourceError is thrown.
 */
export async function findCandidates(finder: Finder, number: PhoneNumber, options: AskOptions): Promise<Candidate[]> {
  const phone = await spellPhone(number, finder.spellings);
  if (phone === undefined) return [];
  const questions = Object.entries(finder.collections).flatMap(([name, { lookup, fields }]) =>
    lookup === undefined ? [] : spellingsToAsk(lookup, phone).map((spelling) => ({ name, lookup, spelling, fields })),
  );
  const results = await Promise.allSettled(
    questions.map(({ name, lookup, fields, spelling }) =>
      askCollection(finder, name, lookup, fields, { phone, spelling }, options),
    ),
  );
  const candidates = results.flatMap((result, index) =>
    result.status === 'fulfilled' ? verify(questions[index]?.name ?? '', result.value, number) : [],
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined && !candidates.some(({ verified }) => verified)) throw failed.reason;
  return withoutRepeats(candidates);
}

function spellingsToAsk({ spellings }: CollectionLookup, phone: PhoneSpellings): (string | undefined)[] {
  return spellings === undefined ? [undefined] : [...new Set(spellings.map((name) => phone[name]))];
}

async function askCollection(
  finder: Finder,
  collection: string,
  lookup: CollectionLookup,
  fields: Collection['fields'],
  asked: { readonly phone: PhoneSpellings; readonly spelling: string | undefined },
  options: AskOptions,
): Promise<MappedRecord[]> {
  const place = `collections.${collection}.lookup`;
  const variables: Variables = { ...asked, settings: finder.settings };
  const taken = await takeSteps(finder.ask, place, lookup, variables, options);
  const known = { ...variables, steps: taken.steps, captured: taken.last.captured };
  const records = await selectRecords(taken.last, lookup.records, known, place);
  const mapped: MappedRecord[] = [];
  // One after the other: all at once, long expressions would together keep other phones waiting.
  for (const record of records.slice(0, MOST_CANDIDATES)) {
    options.signal.throwIfAborted();
    mapped.push(await mapRecord(record, fields, known, finder.country));
  }
  return mapped;
}

type Step = Omit<NonNullable<CollectionLookup['steps']>[number], 'name'> & { readonly name: string | null };

/** Asks step after step; a step whose answer is an empty one is the last. */
async function takeSteps(
  ask: AskCrm,
  place: string,
  { steps, request }: CollectionLookup,
  variables: Variables,
  options: AskOptions,
): Promise<{ readonly last: Asked; readonly steps: Readonly<Record<string, unknown>> }> {
  const [first, ...others]: Step[] = steps ?? (request === undefined ? [] : [{ name: null, request }]);
  if (first === undefined) throw new Error('a look-up without a step');
  const askStep = (step: Step, known: Variables) =>
    ask(
      { step: step.name === null ? place : `${place}.steps.${step.name}`, request: step.request, variables: known },
      options,
    );
  let last = await askStep(first, variables);
  const answers: Record<string, unknown> = { [first.name ?? '']: last.answer };
  for (const step of others) {
    if (last.empty) break;
    const known = { ...variables, steps: answers, captured: last.captured };
    if (step.when !== undefined && !holds(await step.when.evaluate(last.answer, known))) continue;
    if (step.each === undefined) {
      last = await askStep(step, known);
      answers[step.name ?? ''] = last.answer;
      continue;
    }
    const items = [(await step.each.evaluate(last.answer, known)) ?? []].flat().slice(0, MOST_FOLLOWED);
    const asked = await Promise.all(items.map((item: unknown) => askStep(step, { ...known, item })));
    answers[step.name ?? ''] = asked.filter(({ empty }) => !empty).map(({ answer }) => answer);
  }
  return { last, steps: answers };
}

function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ collection, id }) => {
    const key = `${collection}/${id ?? ''}`;
    if (id === null || !seen.has(key)) {
      seen.add(key);
      return true;
    }
    return false;
  });
}
