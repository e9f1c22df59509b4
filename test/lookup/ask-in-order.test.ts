import { describe, expect, test } from '@jest/globals';
import { UNKNOWN, type Lookup, type LookupResult, type Question } from '../../src/domain/lookup-result.ts';
import { parsePhoneNumber } from '../../src/domain/phone-number.ts';
import { firstOf, firstOfAll } from '../../src/lookup/ask-in-order.ts';

const number = parsePhoneNumber('0612345678', 'NL', 'pbx');
if (!number) throw new Error('not a number');
const question: Question = { workspace: 'main', number };

const found = (source: string): LookupResult => ({
  outcome: 'found',
  contacts: [{ person: 'Sanne', company: null, contactUrl: null, source, shared: 'first', template: null }],
});
const FILE = found('file');
const CRM = found('crm');
const BROKEN: LookupResult = { outcome: 'unavailable', reason: 'the CRM hangs up' };

const TABLE: readonly [string, LookupResult, LookupResult, LookupResult][] = [
  ['the first that knows decides', FILE, CRM, FILE],
  ['the second is asked where the first knows nobody', UNKNOWN, CRM, CRM],
  ['the second is asked where the first cannot be asked', BROKEN, CRM, CRM],
  ['nobody knows', UNKNOWN, UNKNOWN, UNKNOWN],
  ['one that could not be asked might have known', BROKEN, UNKNOWN, BROKEN],
  ['one that could not be asked might have known, in any order', UNKNOWN, BROKEN, BROKEN],
];

describe.each([
  ['one after the other', firstOf],
  ['all at once', firstOfAll],
] as const)('lookups asked %s', (_way, combine) => {
  test.each(TABLE)('%s', async (_rule, first, second, expected) => {
    const atOnce = combine([() => first, () => second]);
    expect(await atOnce(question)).toBe(expected);
    const later = combine([async () => first, async () => second]);
    expect(await later(question)).toBe(expected);
  });
});

test('a lookup that need not be asked is not asked', async () => {
  const asked: string[] = [];
  const asking =
    (name: string, answer: LookupResult): Lookup =>
    () => (asked.push(name), answer);
  await firstOf([asking('file', FILE), asking('crm', CRM)])(question);
  expect(asked).toEqual(['file']);
  await firstOfAll([asking('one CRM', CRM), asking('another', CRM)])(question);
  expect(asked).toEqual(['file', 'one CRM', 'another']);
});
