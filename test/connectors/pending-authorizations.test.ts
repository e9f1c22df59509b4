import { expect, test } from '@jest/globals';
import { createPendingAuthorizations } from '../../src/connectors/pending-authorizations.ts';

const authorization = (state: string) => ({ state, redirectUri: 'http://x/oauth/callback', codeVerifier: 'v' });

/** Pending authorizations, and their clock in milliseconds. */
function openPending() {
  const clock = { now: 1_000_000 };
  return { clock, pending: createPendingAuthorizations(() => clock.now) };
}

test('who comes back in time is known once, by their state', () => {
  const { clock, pending } = openPending();
  pending.add('crm', authorization('a'));
  pending.add('other', authorization('b'));
  expect(pending.take('nobody')).toBeUndefined();
  clock.now += 599_000;
  expect(pending.take('b')).toEqual({ name: 'other', authorization: authorization('b') });
  expect(pending.take('b')).toBeUndefined();
  expect(pending.take('a')).toMatchObject({ name: 'crm' });
});

test('who comes back after ten minutes is not known any more', () => {
  const { clock, pending } = openPending();
  pending.add('crm', authorization('a'));
  clock.now += 600_001;
  expect(pending.take('a')).toBeUndefined();
});

test('whoever begins again and again pushes out their oldest beginnings only', () => {
  const { pending } = openPending();
  for (let count = 0; count <= 100; count++) pending.add('crm', authorization(String(count)));
  expect([pending.take('0'), pending.take('1')?.name, pending.take('100')?.name]).toEqual([undefined, 'crm', 'crm']);
});
