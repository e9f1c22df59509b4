import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { packEvents, unpackEvents } from '../../src/call-log/event-batch.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const maybe = fc.option(text);
const events = fc.array(
  fc.record({
    workspace: text,
    receivedAt: fc.integer({ min: 0, max: 4e12 }),
    event: fc.record({
      kind: fc.constantFrom('incoming-ringing', 'outgoing-ringing', 'connected', 'disconnected'),
      callId: text,
      from: text,
      to: text,
      direction: text,
      timestamp: text,
    }),
    told: fc.option(fc.record({ name: maybe, source: maybe, contactUrl: maybe, unnamed: maybe })),
    hashed: fc.boolean(),
  }),
);

test('events come out as they went in, in order, whatever their texts', () => {
  fc.assert(
    fc.property(events, (events) => {
      expect(unpackEvents(packEvents(events))).toEqual(events);
    }),
  );
});

test('texts of a hundred kilobytes, and halves of characters, do not swell a batch', () => {
  const said = { callId: 'x'.repeat(100_000), from: '\ud800', to: '201', direction: 'in', timestamp: '' };
  const event = { kind: 'connected', ...said } as const;
  const packed = packEvents([{ workspace: 'main', receivedAt: 1, event, told: null, hashed: false }]);
  expect(packed.length).toBeLessThan(500);
  expect(unpackEvents(packed)[0]?.event).toEqual({ ...event, callId: 'x'.repeat(256) });
});
