import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallFacts } from '../../src/calls/call-facts.ts';
import { foldCalls } from '../../src/calls/fold-calls.ts';
import { packTallies } from '../../src/calls/statistics/pack-tallies.ts';
import { createStatisticsReader } from '../../src/calls/statistics/read-statistics.ts';
import { createZoneClock } from '../../src/calls/time/zone-clock.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import { openTallyBook } from '../../src/store/call-tallies.ts';
import { NOON, tell } from '../calls/call-streams.ts';
import { comparable, recount } from '../calls/statistics/recount.ts';
import { openCallLogOnDisk, type OpenCallLog } from '../support/open-call-log.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Midnight in Amsterdam; the calls are of the forty days from there on, a month and a part of another. */
const START = Date.UTC(2025, 10, 30, 23);
const END = START + 40 * DAY_MS;

let log: OpenCallLog;
beforeEach(() => {
  log = openCallLogOnDisk();
});
afterEach(() => log.remove());

/** Calls of some two hundred callers: so many in the first hours that these are worth a tally, and some on every day. */
function manyCalls(): CallFacts[] {
  return Array.from({ length: 4000 }, (_, index) => {
    const at = index < 1500 ? START + index * 7000 : START + ((index * 7919) % 960) * HOUR_MS + (index % 60) * 60_000;
    const from = index % 17 === 0 ? 'anonymous' : `06123${String(((index * index) % 211) + 45_000)}`;
    return tell('rings', '201', (at - NOON) / 1000, { from, callId: String(index) });
  });
}

function pack(log: OpenCallLog, to: number, most = Infinity): number {
  const book = openTallyBook(log.database, log.dictionary);
  return packTallies(book, log.figures, MAIN_WORKSPACE, log.calendar, { from: () => START, to }, most);
}

function tallies(log: OpenCallLog): unknown[] {
  return log.database.prepare('SELECT grain, bucket FROM caller_tallies ORDER BY grain, bucket').all();
}

const QUESTIONS = [
  ['the month', START, START + 31 * DAY_MS, 'Europe/Amsterdam'],
  ['all of it, from elsewhere', START, END, 'America/New_York'],
  ['a stretch that begins and ends within an hour', START + 1_234_567, END - 7_654_321, 'Europe/Amsterdam'],
  ['the first hours', START + 900_000, START + 3 * HOUR_MS, 'Asia/Kolkata'],
] as const;

function expectRecount(log: OpenCallLog, calls: readonly CallFacts[]): void {
  const read = createStatisticsReader(log.figures, log.calendar);
  for (const [, from, to, timeZone] of QUESTIONS) {
    for (const by of ['day', 'week'] as const) {
      const expected = recount(calls, { from, to, by, timeZone });
      const answer = read(MAIN_WORKSPACE, { from, to, by }, createZoneClock(timeZone));
      expect(comparable(answer, expected)).toEqual(expected);
    }
  }
}

describe('with tallies packed', () => {
  test('hours, days and months that are over and worth it have one', () => {
    log.record(manyCalls());
    expect(pack(log, END)).toBeGreaterThan(10);
    const grains = new Set(log.database.prepare('SELECT grain FROM caller_tallies').pluck().all());
    expect(grains).toEqual(new Set([0, 1, 2]));
    expect(pack(log, END)).toBe(0);
  });

  test('a year has one, too, though none of its months is worth it', () => {
    const from = Date.UTC(2024, 11, 31, 23);
    const calls = Array.from({ length: 130 }, (_, index) =>
      tell('rings', '201', (from - NOON) / 1000 + index * 241_000, {
        from: `06123450${10 + (index % 30)}`,
        callId: String(index),
      }),
    );
    log.record(calls);
    const book = openTallyBook(log.database, log.dictionary);
    const time = { from: () => from, to: NOON };
    expect(packTallies(book, log.figures, MAIN_WORKSPACE, log.calendar, time, Infinity)).toBe(1);
    expect(tallies(log)).toEqual([{ grain: 3, bucket: 2025 }]);
    const read = createStatisticsReader(log.figures, log.calendar);
    for (const question of [
      { from, to: from + 365 * DAY_MS, by: 'month' as const },
      { from: from - 1, to: from + 366 * DAY_MS, by: 'week' as const },
    ]) {
      const expected = recount(calls, { ...question, timeZone: 'Europe/Amsterdam' });
      expect(comparable(read(MAIN_WORKSPACE, question, log.calendar.clock), expected)).toEqual(expected);
    }
  });

  test('only a few at a time, if so told', () => {
    log.record(manyCalls());
    expect([pack(log, END, 2), pack(log, END, 2)]).toEqual([2, 2]);
    expect(tallies(log)).toHaveLength(4);
  });

  test('none is packed that is not over', () => {
    log.record(manyCalls());
    pack(log, START + HOUR_MS - 1);
    expect(tallies(log)).toEqual([]);
    pack(log, START + HOUR_MS);
    expect(tallies(log)).toEqual([{ grain: 0, bucket: START / HOUR_MS }]);
  });

  test('the statistics are those of a recount, and stay so with what comes late', () => {
    const calls = manyCalls();
    log.record(calls);
    pack(log, END);
    expectRecount(log, foldCalls(calls));

    const late = [
      tell('rings', '202', (START - NOON) / 1000 + 1800, { from: '0612345000', callId: 'late' }),
      // A call in turns out to have begun an hour before, and another one to be a call out.
      tell('rings', '201', (START - NOON) / 1000 - 3000, { from: '0612345001', callId: '1' }),
      tell('dials', '0612345004', (START - NOON) / 1000 + 100, { from: '0612345049', callId: '7' }),
    ];
    log.record(late);
    expectRecount(log, foldCalls([...calls, ...late]));
    pack(log, END);
    expectRecount(log, foldCalls([...calls, ...late]));
  }, 60_000);

  test('a late call takes away the tallies of its hour, day and month only', () => {
    log.record(manyCalls());
    pack(log, END);
    const before = tallies(log);
    log.record([tell('rings', '202', (START - NOON) / 1000 + 1800, { from: '0612345000', callId: 'late' })]);
    expect(before.length - tallies(log).length).toBe(3);
  });
});
