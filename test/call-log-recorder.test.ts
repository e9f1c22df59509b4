import { describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { unpackEvents } from '../src/call-log-batch.ts';
import { createRecorder } from '../src/call-log-recorder.ts';
import type { ReceivedEvent } from '../src/calls/event-facts.ts';
import { AppError } from '../src/domain/app-error.ts';
import { eventually } from './support/start-service.ts';

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
function recorded(write: (batch: number) => Promise<void> = async () => {}, mostBytes = PLENTY) {
  const written: ReceivedEvent[] = [];
  let batches = 0;
  const recorder = createRecorder(async (bytes) => {
    await write(batches++);
    written.push(...unpackEvents(bytes));
  }, mostBytes);
  return { recorder, written, batches: () => batches };
}

const callIds = (events: readonly ReceivedEvent[]) => events.map(({ event }) => event.callId);
const unavailable = () => new AppError('unavailable', 'the disk is full');

describe('what is recorded', () => {
  test('is written in order and as it was, many at a time', async () => {
    const { recorder, written, batches } = recorded();
    const events = Array.from({ length: 1000 }, (_, index) => event(index));
    events.forEach(recorder.record);
    expect(recorder.counters()).toMatchObject({ written: 0, waiting: 1000 });
    await recorder.drained();
    expect(written).toEqual(events);
    expect([recorder.counters(), batches() < 10]).toEqual([{ written: 1000, dropped: 0, waiting: 0 }, true]);
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
    const { recorder, written } = recorded(async (batch) => {
      if (batch === 0) throw unavailable();
    });
    recorder.record(event('first'));
    await expect(recorder.drained()).rejects.toMatchObject({ code: 'unavailable' });
    recorder.record(event('second'));
    expect(recorder.counters()).toEqual({ written: 0, dropped: 0, waiting: 2 });
    await recorder.drained();
    expect(callIds(written)).toEqual(['first', 'second']);
  });

  test('is dropped, that batch alone, when writing it can never go well', async () => {
    const { recorder, written } = recorded(async (batch) => {
      if (batch === 0) throw new TypeError('a mistake of ours');
    });
    recorder.record(event('bad'));
    await expect(recorder.drained()).rejects.toThrow('a mistake of ours');
    recorder.record(event('good'));
    await recorder.drained();
    expect([callIds(written), recorder.counters().dropped]).toEqual([['good'], 1]);
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
    for (let count = 0; count < 15 * 256; count++) recorder.record(event(count));
    await recorder.close();
    expect([written.length, recorder.counters().dropped]).toEqual([15 * 256, 0]);
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
