import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { UNKNOWN, type TraceStep } from '../../src/domain/lookup-result.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import { liveLookup } from '../../src/lookup/live-lookup.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  jest.useRealTimers();
});

test('a source that fails five times on end is left alone for 15 seconds, then tried once; all are told', async () => {
  let asked = 0;
  let isBack = false;
  const rests: (string | null)[] = [];
  const lookup = liveLookup({
    name: 'crm',
    find: () => {
      asked += 1;
      return isBack ? Promise.resolve([]) : Promise.reject(new Error('out of order'));
    },
    onRest: (reason) => rests.push(reason),
  });
  const ask = () => lookup({ workspace: 'main', number: '+31612345678' as PhoneNumber });

  for (let time = 1; time <= 7; time++) expect(await ask()).toMatchObject({ outcome: 'unavailable' });
  expect([asked, rests]).toEqual([5, ['out of order']]);
  jest.setSystemTime(Date.now() + 15_000);
  isBack = true;
  expect([await ask(), await ask()]).toMatchObject([{ outcome: 'unknown' }, { outcome: 'unknown' }]);
  expect([asked, rests]).toEqual([7, ['out of order', null]]);
});

test.each<[string, string, readonly string[] | undefined, boolean]>([
  ['a number', '+31612345678', undefined, true],
  ['a number, for a hook that has chosen the source', '+31612345678', ['files', 'crm'], true],
  ['a number, for a hook that has chosen others', '+31612345678', ['files'], false],
  ['an extension', 'local:101', undefined, false],
  ['an extension, for a hook that has chosen the source', 'local:101', ['crm'], false],
])('%s (%s, %j) is asked: %j', async (_what, number, sources, isAsked) => {
  const asked: string[] = [];
  const lookup = liveLookup({ name: 'crm', find: async (each) => (asked.push(each), []) });
  expect(await lookup({ workspace: 'main', number: number as PhoneNumber, ...(sources && { sources }) })).toBe(UNKNOWN);
  expect(asked).toEqual(isAsked ? [number] : []);
});

test('a trace tells what came of it, and why', async () => {
  const trace: TraceStep[] = [];
  const number = '+31612345678' as PhoneNumber;
  let answer: () => Promise<[]> = async () => [];
  const lookup = liveLookup({ name: 'crm', find: () => answer() });
  await lookup({ workspace: 'main', number }, trace);
  answer = () => Promise.reject(new Error('out of order'));
  await lookup({ workspace: 'main', number }, trace);
  expect(trace).toMatchObject([
    { asked: 'connector: crm', answer: 'unknown' },
    { asked: 'connector: crm', answer: 'crm: out of order' },
  ]);
});
