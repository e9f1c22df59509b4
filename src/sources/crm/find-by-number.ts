import type { Contact } from '../../domain/contact.ts';
import type { Country, PhoneNumber } from '../../domain/phone-number.ts';
import type { AskCrm, AskOptions } from './ask-crm.ts';
import type { Collection, CollectionLookup } from './connector-schema.ts';
import { holds, type Expression, type Variables } from './expression.ts';
import type { Answer } from './http-client.ts';
import { mapRecord, type MappedRecord } from './map-record.ts';
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

/** A record a CRM answered with. A CRM may find much by a part of a number: only what is `verified` has the one asked. */
export interface Candidate extends MappedRecord {
  readonly collection: string;
  readonly verified: boolean;
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

/** Whether each record is one of the number's: by the whole number, however the CRM spells it. */
export function verify(collection: string, records: readonly MappedRecord[], number: PhoneNumber): Candidate[] {
  return records.map(({ id, contact, lacks }) => {
    const verified = contact?.numbers.includes(number) ?? false;
    return { collection, id, contact, lacks, verified };
  });
}

/** The contacts among the candidates that are the caller's. */
export function verifiedContacts(candidates: readonly Candidate[]): Contact[] {
  return candidates.flatMap(({ contact, verified }) => (verified && contact !== null ? [contact] : []));
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
  const { answer, steps, captured } = await takeSteps(finder.ask, place, lookup, variables, options);
  const known = { ...variables, steps, captured };
  const records = await selectRecords(answer, lookup.records, known, place);
  const few = records.slice(0, MOST_CANDIDATES);
  return Promise.all(few.map((record) => mapRecord(record, fields, known, finder.country)));
}

interface Steps {
  /** The last one. */
  answer: Answer | undefined;
  /** By the steps' names: an answer, or a list of them for a step with `each`. */
  steps: Record<string, unknown>;
  captured: Readonly<Record<string, unknown>>;
}

async function takeSteps(
  ask: AskCrm,
  place: string,
  lookup: CollectionLookup,
  variables: Variables,
  options: AskOptions,
): Promise<Steps> {
  const taken: Steps = { answer: undefined, steps: {}, captured: {} };
  for (const { name, when, each, request } of lookup.steps ?? [{ name: '', request: lookup.request }]) {
    if (request === undefined) continue;
    const known = { ...variables, steps: taken.steps, captured: taken.captured };
    if (when !== undefined && !holds(await when.evaluate(taken.answer, known))) continue;
    const step = name === '' ? place : `${place}.steps.${name}`;
    const items =
      each === undefined
        ? [undefined]
        : [(await each.evaluate(taken.answer, known)) ?? []].flat().slice(0, MOST_FOLLOWED);
    const asked = await Promise.all(
      items.map((item: unknown) => ask({ step, request, variables: { ...known, item } }, options)),
    );
    const answers = asked.map(({ answer }) => answer);
    taken.steps[name] = each === undefined ? answers[0] : answers.filter((answer) => answer !== undefined);
    taken.captured = asked[0]?.captured ?? taken.captured;
    if (each === undefined) taken.answer = answers[0];
  }
  return taken;
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
