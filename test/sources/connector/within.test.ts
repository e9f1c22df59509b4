import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../../src/sources/connector/until.ts';

const forEver = (signal: AbortSignal) => sleep(60_000, undefined, { signal });

describe('a task with a time limit', () => {
  test('gives what it gives', async () => {
    expect(await within(1000, 'CRM', [], () => Promise.resolve('found'))).toBe('found');
  });

  test('is ended when the time is over', async () => {
    await expect(within(20, 'CRM', [], forEver)).rejects.toMatchObject({
      name: 'SourceError',
      message: 'CRM did not answer within 20 ms',
      retryable: true,
    });
  });

  test.each([0, 1])('is ended by signal %i, with its reason', async (which) => {
    const controllers = [new AbortController(), new AbortController()];
    const signals = controllers.map(({ signal }) => signal);
    const ended = within(10_000, 'CRM', signals, forEver);
    controllers[which]?.abort(new Error('hung up'));
    await expect(ended).rejects.toThrow('hung up');
  });

  test('is told at once of a signal that ended before', async () => {
    await expect(within(10_000, 'CRM', [AbortSignal.abort(new Error('hung up'))], forEver)).rejects.toThrow('hung up');
  });

  test('fails as it fails', async () => {
    await expect(within(1000, 'CRM', [], () => Promise.reject(new Error('own fault')))).rejects.toThrow('own fault');
  });

  test('leaves nothing behind on a signal that lives on', async () => {
    const { signal } = new AbortController();
    await within(1000, 'CRM', [signal], () => Promise.resolve());
    await within(1, 'CRM', [signal], forEver).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
