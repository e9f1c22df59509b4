import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { CallFacts } from '../../src/calls/call-facts.ts';
import { describeCall, type Call } from '../../src/calls/call.ts';
import { foldCalls } from '../../src/calls/fold-calls.ts';
import { NOON, tell, type EventDetails } from './call-streams.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The calls that these events make, seen right after the last of them. */
function callsOf(
  events: readonly CallFacts[],
  second = Math.max(...events.map(({ lastAt }) => (lastAt - NOON) / 1000)),
) {
  return foldCalls(events).map((facts) => describeCall(1, facts, NOON + second * 1000));
}

function callOf(events: readonly CallFacts[], second?: number): Call {
  const [call, ...others] = callsOf(events, second);
  expect(others).toEqual([]);
  return call as Call;
}

/** What a phone was told, by a source that is always the same. */
function told(name: string | null) {
  return { name, source: name && 'crm', contactUrl: null, unnamed: name === null ? 'nobody has it' : null };
}

/** The same events in another order, some of them several times. */
function disturb(stream: readonly CallFacts[], shuffle: readonly number[]): CallFacts[] {
  const repeated = shuffle.slice(stream.length).map((index) => stream[index % stream.length] as CallFacts);
  return [...stream, ...repeated]
    .map((event, index) => ({ event, place: ((shuffle[index % shuffle.length] ?? 0) * (index + 7)) % 1009 }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ event }) => event);
}

function timesOf(calls: readonly CallFacts[]): number[] {
  return calls.flatMap(({ firstAt, lastAt }) => [firstAt, lastAt]);
}

function phonesOf(calls: readonly CallFacts[]): Set<string> {
  return new Set(calls.flatMap(({ legs }) => legs.map(({ phone }) => phone)));
}

const RING_GROUP = ['201', '202', '203', '204', '205'].map((phone) => tell('rings', phone, 0));

describe('what becomes of a call', () => {
  test.each<[string, CallFacts[], Partial<Call>]>([
    ['a ring', [tell('rings', '201', 0)], { state: 'ringing', ringSeconds: null, answeredAt: null, endedAt: null }],
    [
      'an answer',
      [tell('rings', '201', 0), tell('connects', '201', 7)],
      { state: 'connected', ringSeconds: 7, talkSeconds: null, answeredBy: '201', endedAt: null },
    ],
    [
      'an answer and an end',
      [tell('rings', '201', 0), tell('connects', '201', 7), tell('ends', '201', 67)],
      { state: 'answered', ringSeconds: 7, talkSeconds: 60, answeredBy: '201', endedAt: '2026-01-05T11:01:07.000Z' },
    ],
    [
      'an end without an answer',
      [tell('rings', '201', 0), tell('ends', '201', 25)],
      { state: 'missed', ringSeconds: 25, talkSeconds: null, answeredBy: null },
    ],
    [
      'a call out that nobody takes',
      [tell('dials', '0201234567', 0, { from: '201' }), tell('ends', '0201234567', 30, { from: '201' })],
      { state: 'unanswered', direction: 'outgoing', from: '201', to: '+31201234567', ringSeconds: 30 },
    ],
    [
      'five phones that ring, one answers, the others are told to stop',
      [
        ...RING_GROUP,
        tell('connects', '203', 8),
        ...['201', '202', '204', '205'].map((phone) => tell('ends', phone, 9)),
      ],
      { state: 'connected', phones: 5, answeredBy: '203', endedAt: null },
    ],
    [
      'and then the one who answered hangs up',
      [...RING_GROUP, tell('connects', '203', 8), tell('ends', '205', 9), tell('ends', '203', 100)],
      { state: 'answered', phones: 5, answeredBy: '203', ringSeconds: 8, talkSeconds: 92 },
    ],
    [
      'an end that names the company instead of the phone',
      [...RING_GROUP, tell('connects', '203', 8), tell('ends', '0201234567', 9)],
      { state: 'answered', phones: 5, answeredBy: '203', talkSeconds: 1 },
    ],
    [
      'phones that ring one after the other',
      [tell('rings', '201', 0), tell('ends', '201', 15), tell('rings', '202', 16)],
      { state: 'ringing', phones: 2, to: '201', endedAt: null },
    ],
    [
      'a call that is handed to a colleague',
      [
        tell('rings', '201', 0),
        tell('connects', '201', 5),
        tell('ends', '201', 60),
        tell('rings', '202', 60),
        tell('connects', '202', 65),
      ],
      { state: 'connected', answeredBy: '201', phones: 2, endedAt: null },
    ],
    [
      'a call that is sent on to an outside phone stays incoming',
      [tell('dials', '0612121212', 3), tell('rings', '201', 0), tell('connects', '0612121212', 9)],
      { direction: 'incoming', to: '201', answeredBy: '+31612121212', phones: 2 },
    ],
    [
      'one extension calls another',
      [tell('dials', '202', 0, { from: '201' }), tell('rings', '202', 0, { from: '201' })],
      { direction: 'internal', from: '201', to: '202', phones: 1 },
    ],
    ['only an end, said to be of a call in', [tell('ends', '201', 0, { direction: 'in' })], { state: 'missed' }],
    ['only an end, said to be of a call out', [tell('ends', '201', 0, { direction: 'out' })], { state: 'unanswered' }],
    [
      'only an answer',
      [tell('connects', '201', 0)],
      { state: 'connected', direction: 'incoming', ringSeconds: null, phones: 1 },
    ],
    [
      'only an answer, from an extension',
      [tell('connects', '0201234567', 0, { from: '201' })],
      { direction: 'outgoing' },
    ],
    ['an answer a moment before its ring', [tell('connects', '201', 0), tell('rings', '201', 1)], { ringSeconds: 0 }],
    [
      'no timestamps',
      [tell('rings', '201', 0, { timestamp: '' }), tell('ends', '201', 9, { timestamp: '{timestamp}' })],
      { state: 'missed', ringSeconds: 9, notes: ['no timestamp', 'unreadable timestamp'] },
    ],
    [
      'a caller in several spellings',
      ['31612345678', '+31612345678', '0612345678', 'sip:+31612345678@pbx.example'].map((from) =>
        tell('rings', '201', 0, { from }),
      ),
      { from: '+31612345678', phones: 1 },
    ],
    [
      'a withheld caller in several words',
      ['anonymous', '', 'anoniem'].map((from) => tell('rings', '201', 0, { from })),
      { from: null, phones: 1 },
    ],
    ['a caller who is no number', [tell('rings', '201', 0, { from: 'alice\u0000' })], { from: 'alice' }],
  ])('%s', (_, events, expected) => {
    expect(callOf(events)).toMatchObject(expected);
  });

  test('a call whose end is never told is closed and marked', () => {
    const ring = tell('rings', '201', 0);
    const answer = tell('connects', '201', 5);
    expect(callOf([ring], HOUR).state).toBe('ringing');
    expect(callOf([ring], HOUR + 1).state).toBe('unfinished');
    expect(callOf([ring, answer], 12 * HOUR).state).toBe('connected');
    expect(callOf([ring, answer], 12 * HOUR + 6).state).toBe('unfinished');
    expect(callOf([ring, answer, tell('ends', '201', 20 * HOUR)], 20 * HOUR).state).toBe('answered');
  });
});

describe('a call is its call id and its caller', () => {
  const other: EventDetails = { callId: '1562062792' };
  test.each<[string, CallFacts[], number]>([
    ['another call id is another call', [tell('rings', '201', 0), tell('rings', '201', 0, other)], 2],
    ['another caller is another call', [tell('rings', '201', 0), tell('rings', '201', 0, { from: '0201234567' })], 2],
    ['a day later it is the same call', [tell('rings', '201', 0), tell('ends', '201', DAY)], 1],
    ['after more than a day the id is used again', [tell('rings', '201', 0), tell('rings', '201', DAY + 1)], 2],
    [
      'what lies between joins them',
      [tell('rings', '201', 0), tell('ends', '201', DAY + 1), tell('connects', '201', HOUR)],
      1,
    ],
    [
      'without a call id, what is within an hour',
      [0, HOUR, 2 * HOUR + 1].map((second) => tell('rings', '201', second, { callId: '' })),
      2,
    ],
  ])('%s', (_, events, expected) => {
    expect(foldCalls(events)).toHaveLength(expected);
  });
});

describe('the name of a call', () => {
  test.each<[string, CallFacts[], Partial<Call>]>([
    [
      'is what its phone showed',
      [tell('rings', '201', 0, { told: told('Jansen') })],
      { name: 'Jansen', source: 'crm' },
    ],
    [
      'is what the last phone showed',
      [tell('rings', '201', 0, { told: told('Jansen') }), tell('rings', '202', 1, { told: told('De Vries') })],
      { name: 'De Vries', unnamed: null },
    ],
    [
      'is a name when any phone showed one',
      [tell('rings', '201', 0, { told: told('Jansen') }), tell('rings', '202', 1, { told: told(null) })],
      { name: 'Jansen', unnamed: null },
    ],
    [
      'is absent with its reason',
      [tell('rings', '201', 0, { told: told(null) })],
      { name: null, unnamed: 'nobody has it' },
    ],
    [
      'is not kept where numbers are kept as hashes',
      [tell('rings', '201', 0, { told: told('Jansen'), hashed: true })],
      { name: null, source: 'crm', from: 'hashed:12', to: '201' },
    ],
  ])('%s', (_, events, expected) => {
    expect(callOf(events)).toMatchObject(expected);
  });
});

describe('any order and any repetition of the same events', () => {
  /** Every kind of event, phone, caller, call id, time and name that could meet, as facts: made once, since streams are many. */
  const EVENTS: readonly CallFacts[] = Array.from({ length: 5000 }, (_, index) => {
    let rest = index * 7919;
    const pick = <T>(...choices: readonly T[]): T => {
      const choice = choices[rest % choices.length] as T;
      rest = Math.floor(rest / choices.length);
      return choice;
    };
    const second = pick(0, 1, 5, 9, 14, 15, 70, HOUR, HOUR + 71, DAY - 1, DAY + 1, DAY + 15, 3 * DAY);
    const word = pick('rings', 'rings', 'dials', 'connects', 'ends', 'ends');
    const to = pick('201', '202', '203', '0612121212', '');
    const from = pick('31612345678', '0612345678', '201', 'anonymous');
    const callId = pick('1562062791', '1562062792', '');
    const name = pick(null, 'Jansen', 'De Vries');
    const timestamp = pick(String(NOON + second * 1000), String(NOON / 1000 + second), '', 'x', '0');
    return tell(word, to, second, { callId, from, timestamp, told: word === 'rings' ? told(name) : null });
  });
  const events = fc.nat(EVENTS.length - 1).map((index) => EVENTS[index] as CallFacts);
  const streams = fc.array(events, { minLength: 1, maxLength: 12 });
  const shuffles = fc.array(fc.nat(), { minLength: 1, maxLength: 24 });

  test('gives the same calls, in a hundred thousand streams', () => {
    const { failed, counterexample } = fc.check(
      fc.property(
        streams,
        shuffles,
        (stream, shuffle) => JSON.stringify(foldCalls(disturb(stream, shuffle))) === JSON.stringify(foldCalls(stream)),
      ),
      { numRuns: 100_000 },
    );
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
  }, 180_000);

  test('gives the same calls when they were folded in parts before', () => {
    fc.assert(
      fc.property(streams, streams, streams, (first, second, third) => {
        const parts = foldCalls([...foldCalls([...foldCalls(third), ...second]), ...first]);
        expect(parts).toEqual(foldCalls([...first, ...second, ...third]));
      }),
      { numRuns: 5000 },
    );
  });

  test('loses no event and invents none', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const calls = foldCalls(stream);
        expect(timesOf(stream)).toEqual(expect.arrayContaining(timesOf(calls)));
        expect(phonesOf(calls)).toEqual(phonesOf(stream));
        for (const call of calls) expect(call.lastAt - call.firstAt).toBeLessThanOrEqual(12 * DAY * 1000);
      }),
      { numRuns: 5000 },
    );
  });

  test('a call with more phones than anybody has keeps a part of them, whatever the order', () => {
    const rings = Array.from({ length: 400 }, (_, index) => tell('rings', String(2000 + index), 0));
    const [call] = foldCalls(rings);
    expect(call?.legs).toHaveLength(250);
    expect(foldCalls(rings.toReversed())).toEqual([call]);
  });
});
