import { describe, expect, jest, test } from '@jest/globals';
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

describe('of lookups asked all at once, one that takes long', () => {
  /** What was answered by when: the order of events, told by a clock that only the test moves. */
  async function ask(answers: readonly (readonly [number, LookupResult])[], until: number) {
    jest.useFakeTimers();
    const lookups = answers.map(
      ([after, result]): Lookup =>
        () =>
          new Promise((resolve) => setTimeout(resolve, after, result)),
    );
    let answer: LookupResult | undefined;
    void Promise.resolve(firstOfAll(lookups, 300)(question)).then((result) => (answer = result));
    await jest.advanceTimersByTimeAsync(until);
    jest.useRealTimers();
    return answer;
  }

  test.each<[string, readonly (readonly [number, LookupResult])[], number, LookupResult | undefined]>([
    [
      'is waited for at first',
      [
        [200, FILE],
        [10, CRM],
      ],
      199,
      undefined,
    ],
    [
      'decides when it answers in time',
      [
        [200, FILE],
        [10, CRM],
      ],
      200,
      FILE,
    ],
    [
      'does not hide what the next one knows',
      [
        [9999, FILE],
        [10, CRM],
      ],
      300,
      CRM,
    ],
    [
      'does not hide what the next one knows later',
      [
        [9999, FILE],
        [350, CRM],
      ],
      350,
      CRM,
    ],
    [
      'is waited for when the others know nobody',
      [
        [500, FILE],
        [10, UNKNOWN],
        [20, BROKEN],
      ],
      500,
      FILE,
    ],
    [
      'has its place in the order still, if two know',
      [
        [9999, FILE],
        [20, FILE],
        [10, CRM],
      ],
      300,
      FILE,
    ],
    [
      'decides that nobody can say',
      [
        [500, BROKEN],
        [10, UNKNOWN],
      ],
      500,
      BROKEN,
    ],
  ])('%s', async (_rule, answers, until, expected) => {
    expect(await ask(answers, until)).toBe(expected);
  });

  test('is waited for less by a phone that has waited already', async () => {
    const hangs: Lookup = () => new Promise(() => {});
    const knows: Lookup = async () => CRM;
    const askedAt = performance.now() - 60_000;
    expect(await firstOfAll([hangs, knows], 60_000)({ ...question, askedAt })).toBe(CRM);
  });
});
