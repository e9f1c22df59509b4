import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { unpackEvents } from '../../src/call-log/event-batch.ts';
import { createRecorder } from '../../src/call-log/recorder.ts';
import type { ReceivedEvent } from '../../src/calls/event-facts.ts';
import { AppError } from '../../src/domain/app-error.ts';
import { eventually } from '../support/start-service.ts';

const PLENTY = 1e9;

function event(callId: string | number): ReceivedEvent {
  const told = { name: 'Jansen', source: 'crm', contactUrl: null, unnamed: null };
  return {
    workspace: 'main',
    receivedAt: 1_767_610_800_000,
    event: {
      kind: 'incoming-ringing',
      callId: String(callId),
      from: '0612345678',
      to: '201',
      direction: 'in',
      timestamp: '',
    },
    told,
    hashed: false,
  };
}

/** What was written, in order, when `write` lets it. */
function recorded(
  write: (time: number, events: readonly ReceivedEvent[]) => Promise<void> = async () => {},
  mostBytes = PLENTY,
  busyness = 1,
) {
  const written: ReceivedEvent[] = [];
  let times = 0;
  const recorder = createRecorder(
    async (batches) => {
      const events = batches.flatMap(unpackEvents);
      await write(times++, events);
      written.push(...events);
    },
    mostBytes,
    () => busyness,
  );
  return { recorder, written, times: () => times };
}

const callIds = (events: readonly ReceivedEvent[]) => events.map(({ event }) => event.callId);
const unavailable = () => new AppError('unavailable', 'the disk is full');

describe('what is recorded', () => {
  test('is written in order and as it was, many at a time', async () => {
    const { recorder, written, times } = recorded();
    const events = Array.from({ length: 1000 }, (_, index) => event(index));
    events.forEach(recorder.record);
    expect(recorder.counters()).toMatchObject({ written: 0, waiting: 1000 });
    await recorder.drained();
    expect(written).toEqual(events);
    expect([recorder.counters(), times()]).toEqual([{ written: 1000, dropped: 0, waiting: 0 }, 1]);
  });

  test('is written soon, without being asked for', async () => {
    const { recorder, written } = recorded();
    recorder.record(event('alone'));
    await eventually(
      async () => callIds(written),
      ([callId]) => callId === 'alone',
    );
  });

  test('waits while writing fails for a time, and who waits for it is told', async () => {
    const { recorder, written } = recorded(async (time) => {
      if (time === 0) throw unavailable();
    });
    recorder.record(event('first'));
    await expect(recorder.drained()).rejects.toMatchObject({ code: 'unavailable' });
    recorder.record(event('second'));
    expect(recorder.counters()).toEqual({ written: 0, dropped: 0, waiting: 2 });
    await recorder.drained();
    expect(callIds(written)).toEqual(['first', 'second']);
  });

  test('is dropped, that batch alone, when writing it can never go well', async () => {
    const { recorder, written } = recorded(async (time) => {
      if (time === 0) throw new TypeError('a mistake of ours');
    });
    recorder.record(event('bad'));
    await expect(recorder.drained()).rejects.toThrow('a mistake of ours');
    recorder.record(event('good'));
    await recorder.drained();
    expect([callIds(written), recorder.counters().dropped]).toEqual([['good'], 1]);
  });

  test('is written without the batch that cannot be, when many were to be written together', async () => {
    const { recorder, written } = recorded(async (_, events) => {
      if (events.some(({ event }) => event.callId === '600')) throw new TypeError('a mistake of ours');
    });
    for (let count = 0; count < 1024; count++) recorder.record(event(count));
    await expect(recorder.drained()).rejects.toThrow('a mistake of ours');
    await recorder.drained();
    expect(recorder.counters()).toEqual({ written: 768, dropped: 256, waiting: 0 });
    expect(callIds(written).slice(510, 514)).toEqual(['510', '511', '768', '769']);
  });

  test('waits up to a bound; what comes then is dropped and counted', async () => {
    const { recorder } = recorded(async () => {
      throw unavailable();
    }, 100_000);
    for (let count = 0; count < 5000; count++) recorder.record(event(count));
    const { dropped, waiting } = recorder.counters();
    expect([dropped + waiting, dropped > 1000, waiting > 500]).toEqual([5000, true, true]);
  });
});

describe('closing', () => {
  test('takes the time that writing takes', async () => {
    const { recorder, written } = recorded(() => wait(400));
    const count = 15 * 16 * 256;
    for (let index = 0; index < count; index++) recorder.record(event(index));
    await recorder.close();
    expect([written.length, recorder.counters().dropped]).toEqual([count, 0]);
  });

  test('gives up what cannot be written, and counts it as dropped', async () => {
    const { recorder } = recorded(async () => {
      throw unavailable();
    });
    recorder.record(event('lost'));
    await recorder.close();
    expect(recorder.counters()).toEqual({ written: 0, dropped: 1, waiting: 0 });
  });
});

describe('between two writes', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, 50));

  test.each([
    ['twelve times as long as it has written while this thread is busy', 1, 600],
    ['a quarter of that while it is half busy', 0.5, 150],
  ])('the log rests %s, for those who ring come first', async (_how, busyness, rest) => {
    const { recorder, times } = recorded(slowly, PLENTY, busyness);
    recorder.record(event('first'));
    // Gathered for 100 ms, written for 50.
    await jest.advanceTimersByTimeAsync(150);
    recorder.record(event('second'));
    await jest.advanceTimersByTimeAsync(rest - 10);
    expect(times()).toBe(1);
    await jest.advanceTimersByTimeAsync(20);
    expect(times()).toBe(2);
  });

  test('the log does not rest while nobody rings', async () => {
    const { recorder, times } = recorded(slowly, PLENTY, 0);
    const most = 16 * 256;
    for (let index = 0; index <= most; index++) recorder.record(event(index));
    await jest.advanceTimersByTimeAsync(155);
    expect(times()).toBe(2);
  });

  test.each([
    ['somebody waits for what was recorded', 'drained'],
    ['the service stops', 'close'],
  ] as const)('it does not rest when %s', async (_when, ask) => {
    const { recorder, written } = recorded(slowly);
    recorder.record(event('first'));
    await jest.advanceTimersByTimeAsync(150);
    recorder.record(event('second'));
    const done = recorder[ask]();
    await jest.advanceTimersByTimeAsync(51);
    await done;
    expect(callIds(written)).toEqual(['first', 'second']);
  });

  test('it does not rest when so much waits that some would soon be dropped', async () => {
    const { recorder, times } = recorded(slowly, 20_000);
    recorder.record(event('first'));
    await jest.advanceTimersByTimeAsync(120);
    for (let index = 0; index < 256; index++) recorder.record(event(index));
    await jest.advanceTimersByTimeAsync(40);
    expect(times()).toBe(2);
  });

  test('it does not rest for long, however long a write has taken', async () => {
    const { recorder, times } = recorded(() => new Promise((resolve) => setTimeout(resolve, 60_000)));
    recorder.record(event('first'));
    await jest.advanceTimersByTimeAsync(60_100);
    recorder.record(event('second'));
    await jest.advanceTimersByTimeAsync(1010);
    expect(times()).toBe(2);
  });
});
