import { expect, test } from '@jest/globals';
import type { FoundContact } from '../../src/domain/contact.ts';
import { UNKNOWN, type Lookup, type LookupResult, type Question } from '../../src/domain/lookup-result.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import { orLastKnown } from '../../src/lookup/or-last-known.ts';

const found = (person: string): LookupResult => {
  const contact: FoundContact = {
    person,
    company: null,
    contactUrl: null,
    source: 'crm',
    shared: 'first',
    template: null,
  };
  return { outcome: 'found', contacts: [contact] };
};
const SANNE = found('Sanne');
const PIET = found('Piet');
const BROKEN: LookupResult = { outcome: 'unavailable', reason: 'out of order' };
const question: Question = { workspace: 'main', number: '+31612345678' as PhoneNumber };

/** What is answered, question by question, by a lookup that has these answers in turn. */
async function answers(turns: readonly (readonly [LookupResult, Partial<Question>?])[], entries = 10) {
  let next: LookupResult = BROKEN;
  const lookup: Lookup = orLastKnown(() => next, entries);
  const given: LookupResult[] = [];
  for (const [result, other] of turns) {
    next = result;
    given.push(await lookup({ ...question, ...other }));
  }
  return given;
}

test.each<[string, readonly (readonly [LookupResult, Partial<Question>?])[], LookupResult]>([
  ['who can be asked is believed', [[SANNE], [PIET]], PIET],
  ['who cannot be asked is believed to say what it said last', [[SANNE], [PIET], [BROKEN], [BROKEN]], PIET],
  ['nobody is known who never was', [[BROKEN]], BROKEN],
  ['nobody is known any more who was unknown meanwhile', [[SANNE], [UNKNOWN], [BROKEN]], BROKEN],
  ['nor is who was known of another number', [[SANNE, { number: '+31201234567' as PhoneNumber }], [BROKEN]], BROKEN],
  ['nor who was known in another workspace', [[SANNE, { workspace: 'other' }], [BROKEN]], BROKEN],
  ['nor who was known among other sources', [[SANNE, { sources: ['crm'] }], [BROKEN]], BROKEN],
])('%s', async (_rule, turns, last) => {
  expect((await answers(turns)).at(-1)).toBe(last);
});

test('no more names are kept than there may be', async () => {
  const other = { number: '+31201234567' as PhoneNumber };
  expect((await answers([[SANNE], [PIET, other], [BROKEN]], 1)).at(-1)).toBe(BROKEN);
});
