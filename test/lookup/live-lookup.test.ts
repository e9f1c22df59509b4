import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
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
