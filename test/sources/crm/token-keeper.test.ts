import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTokenKeeper } from '../../../src/sources/crm/auth/token-keeper.ts';
import { createMemoryTokenStore, type StoredTokens } from '../../../src/sources/crm/auth/token-store.ts';

const signal = AbortSignal.timeout(60_000);

/** A keeper whose tokens are called 1, 2, … and live so long; `clock.now` is its time. */
function keeperOf(lifetime: number | null, store = createMemoryTokenStore()) {
  const clock = { now: 1_000_000_000 };
  let made = 0;
  const keeper = createTokenKeeper({
    store,
    now: () => clock.now,
    obtain: () => {
      made += 1;
      const expiresAt = lifetime === null ? null : clock.now + lifetime;
      return Promise.resolve(tokens({ accessToken: String(made), obtainedAt: clock.now, expiresAt }));
    },
    onTokens: () => undefined,
    closed: signal,
  });
  const currentName = async () => (await keeper.current(signal)).accessToken;
  return { keeper, clock, currentName };
}

function tokens(some: Partial<StoredTokens>): StoredTokens {
  return { accessToken: '', refreshToken: null, obtainedAt: 0, expiresAt: null, captured: {}, ...some };
}

describe('tokens are replaced before they end', () => {
  test.each([
    ['that live an hour: 20 seconds before', 3_600_000, 3_579_999, 3_580_000],
    ['that live five seconds: a second before', 5000, 3999, 4000],
  ])('%s', async (_, lifetime, stillGood, late) => {
    const { clock, currentName } = keeperOf(lifetime);
    const start = clock.now;
    expect(await currentName()).toBe('1');
    clock.now = start + stillGood;
    expect(await currentName()).toBe('1');
    clock.now = start + late;
    expect(await currentName()).toBe('2');
  });

  test('but not those of which nobody said how long they live', async () => {
    const { clock, currentName } = keeperOf(null);
    expect(await currentName()).toBe('1');
    clock.now += 86_400_000 * 365;
    expect(await currentName()).toBe('1');
  });
});

test('while new tokens are being written down, nobody gets them', async () => {
  let written = (): void => undefined;
  const memory = createMemoryTokenStore();
  const store = {
    ...memory,
    save: async (some: StoredTokens) => {
      await new Promise<void>((resolve) => {
        written = resolve;
      });
      await memory.save(some);
    },
  };
  const { currentName } = keeperOf(null, store);
  const first = currentName();
  await sleep(10);
  const second = currentName();
  await sleep(10);
  expect(await Promise.race([first, second, Promise.resolve('nothing yet')])).toBe('nothing yet');
  written();
  expect(await Promise.all([first, second])).toEqual(['1', '1']);
});

test('refused tokens are replaced once, whoever had them', async () => {
  const { keeper } = keeperOf(null);
  const refused = await keeper.current(signal);
  const renewed = await Promise.all([keeper.renew(refused, signal), keeper.renew(refused, signal)]);
  expect(renewed.map(({ accessToken }) => accessToken)).toEqual(['2', '2']);
  expect((await keeper.renew(refused, signal)).accessToken).toBe('2');
});

test('who gives up leaves the others their tokens', async () => {
  const { keeper } = keeperOf(null);
  const patience = new AbortController();
  const givenUp = keeper.current(patience.signal);
  const waiting = keeper.current(signal);
  patience.abort(new Error('too late'));
  await expect(givenUp).rejects.toThrow('too late');
  expect((await waiting).accessToken).toBe('1');
});
