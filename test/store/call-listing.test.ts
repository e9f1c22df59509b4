import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseCursor, renderCursor, type CallFilter, type CallPlace } from '../../src/calls/call-page.ts';
import { closeCalls } from '../../src/calls/close-calls.ts';
import type { CallFacts } from '../../src/calls/call-facts.ts';
import { countExtensions } from '../../src/calls/call-counts.ts';
import { outlineCall } from '../../src/calls/call-outline.ts';
import type { CallState } from '../../src/calls/call.ts';
import { foldCalls } from '../../src/calls/fold-calls.ts';
import type { StoredCall } from '../../src/calls/record-calls.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import { openCallListing } from '../../src/store/call-listing.ts';
import { openOpenCalls } from '../../src/store/open-calls.ts';
import { NOON, tell } from '../calls/call-streams.ts';
import { openCallLogOnDisk, type OpenCallLog } from '../support/open-call-log.ts';

const HOUR = 3600;

let log: OpenCallLog;
beforeEach(() => {
  log = openCallLogOnDisk();
});
afterEach(() => log.remove());

function list(filter: CallFilter = {}, after: CallPlace | null = null, limit = 100) {
  return openCallListing(log.database, log.dictionary).list(MAIN_WORKSPACE, filter, after, limit);
}

/** The call ids of what is listed, which in these tests are names. */
function idsOf(filter: CallFilter = {}): string[] {
  return list(filter).map(({ facts }) => facts.callId);
}

function recordDay(): void {
  const events: CallFacts[] = [
    tell('rings', '201', 0, { callId: 'missed' }),
    tell('ends', '201', 20, { callId: 'missed' }),
    tell('rings', '201', HOUR, { callId: 'answered', from: '0201234567' }),
    tell('rings', '202', HOUR, { callId: 'answered', from: '0201234567' }),
    tell('connects', '202', HOUR + 5, { callId: 'answered', from: '0201234567' }),
    tell('ends', '202', HOUR + 65, { callId: 'answered', from: '0201234567' }),
    tell('dials', '0612345678', 2 * HOUR, { callId: 'unanswered', from: '201' }),
    tell('ends', '0612345678', 2 * HOUR + 30, { callId: 'unanswered', from: '201' }),
    tell('dials', '202', 3 * HOUR, { callId: 'internal', from: '201' }),
    tell('rings', '201', 4 * HOUR, { callId: 'ringing', from: 'anonymous' }),
    tell('rings', '201', 5 * HOUR, { callId: 'connected' }),
    tell('connects', '201', 5 * HOUR + 5, { callId: 'connected' }),
  ];
  for (const event of events) log.record([event]);
}

describe('the log, newest first', () => {
  const ALL = ['connected', 'ringing', 'internal', 'unanswered', 'answered', 'missed'];
  test.each<[string, CallFilter, string[]]>([
    ['all', {}, ALL],
    ['from an instant on', { from: NOON + 3 * HOUR * 1000 }, ['connected', 'ringing', 'internal']],
    ['before an instant', { to: NOON + HOUR * 1000 }, ['missed']],
    ['of a caller, calls to them too', { number: '+31612345678' }, ['connected', 'unanswered', 'missed']],
    ['of a phone: what it made, what it rang for', { number: 'local:201' }, ALL],
    ['of a phone that another one rang with', { number: 'local:202' }, ['internal', 'answered']],
    ['of a phone, in a state', { number: 'local:201', state: 'missed' }, ['missed']],
    ['of a number that never called', { number: '+31201112222' }, []],
    ['of nobody', { number: '' }, []],
    ['missed', { state: 'missed' }, ['missed']],
    ['ringing', { state: 'ringing' }, ['ringing', 'internal']],
    ['connected', { state: 'connected' }, ['connected']],
    ['unfinished', { state: 'unfinished' }, []],
  ])('%s', (_, filter, expected) => {
    recordDay();
    expect(idsOf(filter)).toEqual(expected);
  });

  test('calls whose end was never told are unfinished once they cannot last any more', () => {
    recordDay();
    const book = openOpenCalls(log.database, log.dictionary);
    const close = (hours: number) => closeCalls(book, NOON + hours * HOUR * 1000, 10).map(({ facts }) => facts.callId);
    expect(close(4.5)).toEqual(['internal']);
    expect(close(4.5)).toEqual([]);
    expect(close(17.5)).toEqual(['ringing', 'connected']);
    expect(idsOf({ state: 'unfinished' })).toEqual(['connected', 'ringing', 'internal']);
    log.record([tell('ends', '201', 18 * HOUR, { callId: 'connected' })]);
    expect(idsOf({ state: 'answered' })).toEqual(['connected', 'answered']);
  });

  test('what was told is read back as it was', () => {
    const told = { name: 'Jansen', source: 'crm', contactUrl: 'https://crm.example/1', unnamed: null };
    const facts = tell('rings', '201', 0, { callId: '007', told });
    log.record([facts]);
    expect(list()).toEqual([{ id: expect.any(Number), facts, calledBack: false }]);
  });

  test('another workspace sees nothing of it', () => {
    recordDay();
    const listing = openCallListing(log.database, log.dictionary);
    expect(listing.list('elsewhere', {}, null, 10)).toEqual([]);
    log.record([{ ...tell('rings', '201', 0), workspace: 'elsewhere' }]);
    expect(listing.list('elsewhere', { number: '+31612345678' }, null, 10)).toHaveLength(1);
  });
});

test('whatever is asked, it is all the calls that fit, newest first', () => {
  const events = fc
    .record({
      word: fc.constantFrom('rings', 'rings', 'dials', 'connects', 'ends'),
      to: fc.constantFrom('201', '202', '203', '0612345678'),
      second: fc.constantFrom(0, 0, 5, 890, 905, HOUR, HOUR + 1, 30 * HOUR),
      from: fc.constantFrom('0612345678', '0201234567', '201', 'anonymous'),
      callId: fc.constantFrom('1562062791', '1562062792', '1562062793'),
    })
    .map(({ word, to, second, ...details }) => tell(word, to, second, details));
  const filters = fc.record(
    {
      from: fc.constantFrom(NOON, NOON + 1, NOON + 890_000),
      to: fc.constantFrom(NOON + 1, NOON + 905_000, NOON + HOUR * 1000),
      number: fc.constantFrom('+31612345678', 'local:201', 'local:203'),
      state: fc.constantFrom<CallState>('ringing', 'connected', 'answered', 'missed', 'unanswered'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.array(events, { maxLength: 25 }),
      fc.array(filters, { minLength: 8, maxLength: 8 }),
      (facts, filters) => {
        log.remove();
        log = openCallLogOnDisk();
        log.record(facts);
        const all = list();
        expect(all).toHaveLength(foldCalls(facts).length);
        for (const filter of filters) {
          const fitting = all.filter((call) => fits(call, filter));
          expect(list(filter)).toEqual(fitting);
          const [first = { facts: { firstAt: Number.MAX_SAFE_INTEGER - 1 }, id: 0 }] = fitting;
          expect(list(filter, { startedAt: first.facts.firstAt, id: first.id })).toEqual(fitting.slice(1));
        }
      },
    ),
    { numRuns: 60 },
  );
});

function fits({ facts }: StoredCall, { from = 0, to = Infinity, number, state }: CallFilter): boolean {
  const outline = outlineCall(facts);
  const { phase, startedAt, party } = outline;
  const isOfNumber = number === undefined || party === number || countExtensions(outline, facts).has(number);
  return startedAt >= from && startedAt < to && isOfNumber && (state === undefined || phase === state);
}

describe('pages', () => {
  test('of any size hold every call once, also when calls come in meanwhile and many begin at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (seconds, size) => {
          log.remove();
          log = openCallLogOnDisk();
          log.record(seconds.map((second, index) => tell('rings', '201', second, { callId: `first-${index}` })));
          const seen: string[] = [];
          let after: CallPlace | null = null;
          for (let page = list({}, after, size); page.length > 0; page = list({}, after, size)) {
            seen.push(...page.map(({ facts }) => facts.callId));
            const last = page.at(-1);
            after = last ? parseCursor(renderCursor({ startedAt: last.facts.firstAt, id: last.id })) : null;
            log.record([tell('rings', '201', 60 + seen.length, { callId: `later-${seen.length}` })]);
          }
          expect(seen.toSorted()).toEqual(seconds.map((_, index) => `first-${index}`).toSorted());
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each(['', 'x', 'MS4y?', Buffer.from('1.2.3').toString('base64url'), Buffer.from("1.2'").toString('base64url')])(
    'a cursor that is not ours is refused: %j',
    (cursor) => {
      expect(() => parseCursor(cursor)).toThrow(/cursor: take the value of `next`/);
    },
  );
});
