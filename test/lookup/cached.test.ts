import { beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundContact } from '../../src/domain/contact.ts';
import type { Awaitable } from '../../src/domain/awaitable.ts';
import { UNKNOWN, type LookupResult, type Question } from '../../src/domain/lookup-result.ts';
import { parsePhoneNumber, type PhoneNumber } from '../../src/domain/phone-number.ts';
import { cached, type LookupCache } from '../../src/lookup/cached.ts';

const sanne: FoundContact = {
  person: 'Sanne de Wit',
  company: null,
  contactUrl: null,
  source: 'example',
  shared: 'first',
  template: null,
};
const FOUND: LookupResult = { outcome: 'found', contacts: [sanne] };
const UNAVAILABLE: LookupResult = { outcome: 'unavailable', reason: 'the store is closed' };

const question: Question = { workspace: 'main', number: parsed('0612345678') };
let asked: Question[];
let answer: () => Awaitable<LookupResult>;
let cache: LookupCache;

beforeEach(() => {
  asked = [];
  cache = cached((each) => (asked.push(each), answer()), { entries: 10, foundMs: 60_000, unknownMs: 100 });
});

describe.each<[string, (result: LookupResult) => Awaitable<LookupResult>]>([
  ['at once', (result) => result],
  ['a while later', async (result) => result],
])('a cached lookup that is answered %s', (_when, give) => {
  test.each([
    ['another number', { ...question, number: parsed('0687654321') }],
    ['another workspace', { ...question, workspace: 'other' }],
    ['other sources', { ...question, sources: ['crm'] }],
  ])('asks anew for %s', async (_difference, other) => {
    answer = () => give(FOUND);
    await cache.lookup(question);
    await cache.lookup(other);
    await cache.lookup(question);
    expect(asked).toEqual([question, other]);
  });

  test.each([
    ['other sources', { ...question, sources: ['file'] }],
    ['more sources', { ...question, sources: ['crm', 'file'] }],
    ['another workspace', { ...question, workspace: 'other', sources: ['crm'] }],
  ])('asks anew for %s than a hook has chosen', async (_difference, other) => {
    answer = () => give(FOUND);
    await cache.lookup({ ...question, sources: ['crm'] });
    await cache.lookup(other);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['found', FOUND, { foundMs: 0, unknownMs: 60_000 }],
    ['unknown', UNKNOWN, { foundMs: 60_000, unknownMs: 0 }],
  ])('remembers no %s number where that is set to no time at all', async (_outcome, result, times) => {
    answer = () => give(result);
    cache = cached((each) => (asked.push(each), answer()), { entries: 10, ...times });
    await cache.lookup(question);
    await cache.lookup(question);
    expect(asked).toHaveLength(2);
  });

  test('tells of the answers that it remembered', async () => {
    let hits = 0;
    answer = () => give(FOUND);
    cache = cached(() => answer(), { entries: 10, foundMs: 60_000, unknownMs: 100 }, { onHit: () => hits++ });
    for (let time = 0; time < 3; time++) await cache.lookup(question);
    expect(hits).toBe(2);
  });

  test('remembers an unknown number for a shorter time than a known one', async () => {
    answer = () => give(UNKNOWN);
    await cache.lookup(question);
    await cache.lookup(question);
    expect(asked).toHaveLength(1);
    await sleep(150);
    answer = () => give(FOUND);
    expect(await cache.lookup(question)).toBe(FOUND);
    await sleep(150);
    await cache.lookup(question);
    expect(asked).toHaveLength(2);
  });

  test('remembers no more numbers than it is told to', async () => {
    answer = () => give(FOUND);
    const ask = (number: string) => cache.lookup({ ...question, number: parsed(number) });
    for (let index = 0; index <= 10; index++) await ask(`06123456${10 + index}`);
    await ask('0612345620');
    expect(asked).toHaveLength(11);
    await ask('0612345610');
    expect(asked).toHaveLength(12);
  });

  test('never remembers that it could not ask', async () => {
    answer = () => give(UNAVAILABLE);
    expect(await cache.lookup(question)).toBe(UNAVAILABLE);
    answer = () => give(FOUND);
    expect(await cache.lookup(question)).toBe(FOUND);
  });

  test('forgets what it knows when the contacts change', async () => {
    answer = () => give(FOUND);
    await cache.lookup(question);
    cache.clear();
    answer = () => give(UNKNOWN);
    expect(await cache.lookup(question)).toBe(UNKNOWN);
  });

  test('asks afresh for a trace, and tells what it would have said itself', async () => {
    answer = () => give(FOUND);
    await cache.lookup(question);
    const steps: { asked: string; answer: string; milliseconds: number }[] = [];
    await cache.lookup(question, steps);
    expect(steps).toMatchObject([{ asked: 'cache', answer: 'found' }]);
    expect(asked).toHaveLength(2);
  });
});

describe('while a question is being asked, a cached lookup', () => {
  test('asks once for all who ask for a number at the same time', async () => {
    answer = async () => (await sleep(5), FOUND);
    const results = await Promise.all(Array.from({ length: 1000 }, async () => cache.lookup(question)));
    expect(new Set(results)).toEqual(new Set([FOUND]));
    expect(asked).toHaveLength(1);
  });

  test('lets only so many questions wait, and asks again when they are answered', async () => {
    let finish = (): void => {};
    const slow = new Promise<LookupResult>((resolve) => (finish = () => resolve(UNKNOWN)));
    answer = () => slow;
    const waiting = Array.from({ length: 10_000 }, async (_, index) =>
      cache.lookup({ ...question, workspace: `company ${index}` }),
    );
    expect(await cache.lookup(question)).toMatchObject({ outcome: 'unavailable' });
    finish();
    await Promise.all(waiting);
    expect(await cache.lookup(question)).toBe(UNKNOWN);
    expect(asked).toHaveLength(10_001);
  });

  test('forgets all when the contacts change, and what was being asked at that moment too', async () => {
    answer = async () => (await sleep(20), FOUND);
    const before = cache.lookup(question);
    cache.clear();
    answer = async () => UNKNOWN;
    expect(await cache.lookup(question)).toBe(UNKNOWN);
    expect(await before).toBe(FOUND);
    expect(await cache.lookup(question)).toBe(UNKNOWN);
  });
});

function parsed(text: string): PhoneNumber {
  const number = parsePhoneNumber(text, 'NL', 'pbx');
  if (!number) throw new Error(`${text} is no number`);
  return number;
}
