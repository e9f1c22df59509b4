import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { CallFacts } from '../../src/calls/call-facts.ts';
import { foldCalls } from '../../src/calls/fold-calls.ts';
import { createStatisticsReader } from '../../src/calls/statistics/read-statistics.ts';
import type { PeriodLength } from '../../src/calls/time/periods.ts';
import type { StatisticsQuestion } from '../../src/calls/statistics/statistics.ts';
import { createZoneClock } from '../../src/calls/time/zone-clock.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import { NOON, tell } from '../calls/call-streams.ts';
import { comparable, recount } from '../calls/statistics/recount.ts';
import { openCallLogOnDisk, type OpenCallLog } from '../support/open-call-log.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

let log: OpenCallLog;
beforeEach(() => {
  log = openCallLogOnDisk();
});
afterEach(() => log.remove());

function ask(log: OpenCallLog, { timeZone, ...question }: StatisticsQuestion) {
  return createStatisticsReader(log.figures, log.calendar)(MAIN_WORKSPACE, question, createZoneClock(timeZone));
}

const EVENTS: readonly CallFacts[] = Array.from({ length: 3000 }, (_, index) => {
  let rest = (index * 7919) % 1_000_003;
  const pick = <T>(...choices: readonly T[]): T => {
    const choice = choices[rest % choices.length] as T;
    rest = Math.floor(rest / choices.length);
    return choice;
  };
  const word = pick('rings', 'rings', 'dials', 'connects', 'ends');
  const second = pick(0, 5, 65, 1000, HOUR, 4 * HOUR, DAY, 2 * DAY + 12 * HOUR, 9 * DAY, 30 * DAY, 83 * DAY, 84 * DAY);
  const [from, to] =
    word === 'dials'
      ? pick(['201', '0612345678'], ['201', '0612345678'], ['201', '202'])
      : [pick('0612345678', '0612345678', '0201234567', 'anonymous', '201'), pick('201', '202')];
  const name = pick(null, 'Jansen');
  return tell(word, to, second + pick(0, 7, 400), {
    from,
    callId: pick('1562062791', '1562062792', '1562062793', ''),
    told:
      word === 'rings' || word === 'dials' ? { name, source: name && 'crm', contactUrl: null, unnamed: null } : null,
  });
});
const events = fc.nat(EVENTS.length - 1).map((index) => EVENTS[index] as CallFacts);

describe('whatever is told, in whatever batches', () => {
  const questions = fc.record({
    // Half of them begin at midnight in Amsterdam.
    from: fc.oneof(fc.constantFrom(-12 * HOUR, 12 * HOUR, 36 * HOUR), fc.integer({ min: -DAY, max: 10 * DAY })),
    width: fc.oneof(fc.constantFrom(DAY, 7 * DAY, 80 * DAY), fc.integer({ min: 1, max: 90 * DAY })),
    by: fc.constantFrom<PeriodLength>('hour', 'day', 'week', 'month'),
    timeZone: fc.constantFrom(
      'Europe/Amsterdam',
      'Europe/Amsterdam',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'America/New_York',
    ),
  });

  test('the statistics are those of a recount', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(events, { maxLength: 12 }), { minLength: 1, maxLength: 6 }),
        fc.array(questions, { minLength: 1, maxLength: 3 }),
        (batches, questions) => {
          log.remove();
          log = openCallLogOnDisk();
          for (const batch of batches) log.record(batch);
          const calls = foldCalls(batches.flat());
          for (const { from, width, by, timeZone } of questions) {
            const start = NOON + from * 1000;
            const question = { from: start, to: start + width * 1000, by, timeZone };
            const expected = recount(calls, question);
            expect(comparable(ask(log, question), expected)).toEqual(expected);
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});

/** A whole call in, from NOON on; `missed` or with so many seconds of talk. */
function callIn(from: string, second: number, talk: 'missed' | number, callId = `${from}-${second}`): CallFacts[] {
  const details = { from, callId };
  const end = second + 10 + (talk === 'missed' ? 0 : talk);
  const ring = tell('rings', '201', second, details);
  const answer = talk === 'missed' ? [] : [tell('connects', '201', second + 10, details)];
  return [ring, ...answer, tell('ends', '201', end, details)];
}

function callOut(to: string, second: number): CallFacts[] {
  const details = { from: '201', callId: `out-${second}` };
  return [tell('dials', to, second, details), tell('ends', to, second + 20, details)];
}

const AMSTERDAM = { timeZone: 'Europe/Amsterdam', by: 'day' } as const;
/** Three days from Monday 2026-01-05, as the company's clock has them. */
const MIDNIGHT = NOON - 12 * HOUR * 1000;
const THREE_DAYS = { ...AMSTERDAM, from: MIDNIGHT, to: MIDNIGHT + 3 * DAY * 1000 };

describe('callers', () => {
  test('who calls on two days is one caller in all, and one on each', () => {
    log.record([callIn('0612345678', 0, 5), callIn('0612345678', DAY, 5), callIn('0612345678', DAY + 60, 5)].flat());
    const { uniqueCallers, series } = ask(log, THREE_DAYS);
    expect(uniqueCallers).toBe(1);
    expect(series.map((point) => [point.calls, point.uniqueCallers])).toEqual([
      [1, 1],
      [2, 1],
      [0, 0],
    ]);
  });

  test('a late event corrects the days after it', () => {
    log.record(callIn('0612345678', 2 * DAY, 5));
    log.record(callIn('0612345678', 0, 5));
    expect(ask(log, THREE_DAYS).uniqueCallers).toBe(1);
  });

  test('twice about midnight in Amsterdam are twice in one morning in India', () => {
    log.record([callIn('0612345678', 11.5 * HOUR, 5), callIn('0612345678', 12.25 * HOUR, 5)].flat());
    const perDay = (timeZone: string) =>
      ask(log, { ...THREE_DAYS, timeZone }).series.map(({ start, uniqueCallers }) => [
        start.slice(0, 10),
        uniqueCallers,
      ]);
    expect(perDay('Europe/Amsterdam')).toEqual([
      ['2026-01-05', 1],
      ['2026-01-06', 1],
      ['2026-01-07', 0],
    ]);
    expect(perDay('Asia/Kolkata')).toEqual([
      ['2026-01-05', 0],
      ['2026-01-06', 1],
      ['2026-01-07', 0],
      ['2026-01-08', 0],
    ]);
  });

  test('the top ones have the name last shown', () => {
    const told = (name: string) => ({ name, source: 'crm', contactUrl: null, unnamed: null });
    log.record([tell('rings', '201', 0, { told: told('J. Jansen') }), ...callIn('0201234567', 5, 5)]);
    log.record([tell('rings', '201', 2 * DAY, { told: told('Jansen') })]);
    expect(ask(log, THREE_DAYS).topCallers).toEqual([
      { number: '+31612345678', name: 'Jansen', calls: 2 },
      { number: '+31201234567', name: null, calls: 1 },
    ]);
  });
});

describe('a missed call was called back', () => {
  test.each([
    ['when its caller is called within a day', DAY, 1],
    ['not when that is later', DAY + 1, 0],
    ['not when that was before', -1, 0],
  ])('%s', (_, second, calledBack) => {
    for (const batch of [callIn('0612345678', 0, 'missed'), callOut('0612345678', second)]) log.record(batch);
    expect(ask(log, { ...THREE_DAYS, from: MIDNIGHT - DAY * 1000 })).toMatchObject({
      missed: 1,
      missedCalledBack: calledBack,
      missedNotCalledBack: 1 - calledBack,
    });
  });

  test('also when the call back is told first, and no more when it turns out to be a call in', () => {
    const back = tell('dials', '0612345678', 60, { from: '201', callId: 'back' });
    log.record([back]);
    log.record(callIn('0612345678', 0, 'missed'));
    expect(ask(log, THREE_DAYS).missedCalledBack).toBe(1);
    log.record([tell('rings', '0612345678', 50, { from: '201', callId: 'back' })]);
    expect(ask(log, THREE_DAYS).missedCalledBack).toBe(0);
  });
});

describe('the days on which the clock changes in Amsterdam', () => {
  const question = (from: string, to: string, by: PeriodLength) => ({
    timeZone: 'Europe/Amsterdam',
    by,
    from: Date.parse(from),
    to: Date.parse(to),
  });
  const at = (instant: string) => (Date.parse(instant) - NOON) / 1000;

  test('spring: a day of 23 hours, and the hour after one is three', () => {
    log.record(
      [callIn('0612345678', at('2026-03-29T00:59:59Z'), 5), callIn('0612345678', at('2026-03-29T01:00:00Z'), 5)].flat(),
    );
    const { series } = ask(log, question('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'hour'));
    expect(series).toHaveLength(23);
    expect(series.slice(1, 3).map(({ start, calls }) => [start, calls])).toEqual([
      ['2026-03-29T01:00:00+01:00', 1],
      ['2026-03-29T03:00:00+02:00', 1],
    ]);
  });

  test('autumn: a day of 25 hours, two o’clock twice', () => {
    for (const instant of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])
      log.record(callIn('0612345678', at(instant), 5));
    const { series, busiestHours, uniqueCallers } = ask(
      log,
      question('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'hour'),
    );
    expect(series).toHaveLength(25);
    expect(series.slice(2, 4).map(({ start, uniqueCallers }) => [start, uniqueCallers])).toEqual([
      ['2026-10-25T02:00:00+02:00', 1],
      ['2026-10-25T02:00:00+01:00', 1],
    ]);
    expect([busiestHours[2]?.calls, uniqueCallers]).toEqual([2, 1]);
  });

  test('a call at the last moment of the long day is in that day', () => {
    log.record(callIn('0612345678', at('2026-10-25T22:59:59.999Z'), 5));
    log.record(callIn('0201234567', at('2026-10-25T23:00:00Z'), 5));
    const { series } = ask(log, question('2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'day'));
    expect(series.map(({ start, calls }) => [start, calls])).toEqual([
      ['2026-10-25T00:00:00+02:00', 1],
      ['2026-10-26T00:00:00+01:00', 1],
    ]);
  });

  test('the day before it is as long as a day then was', () => {
    const { previous } = ask(log, question('2026-10-25T23:00:00Z', '2026-10-26T23:00:00Z', 'day'));
    expect(previous).toMatchObject({ from: '2026-10-25T00:00:00+02:00', to: '2026-10-26T00:00:00+01:00' });
  });
});

test('the period before is counted the same way', () => {
  log.record(
    [callIn('0612345678', -DAY, 'missed'), callIn('0612345678', -2 * DAY, 5), callOut('0201234567', -DAY)].flat(),
  );
  expect(ask(log, THREE_DAYS).previous).toEqual({
    from: '2026-01-02T00:00:00+01:00',
    to: '2026-01-05T00:00:00+01:00',
    calls: 3,
    incoming: 2,
    outgoing: 1,
    answered: 1,
    missed: 1,
    uniqueCallers: 1,
  });
});

test('a ring group is one call, and one for each of its phones', () => {
  log.record(['201', '202', '203'].map((phone) => tell('rings', phone, 0)));
  log.record([tell('connects', '202', 5)]);
  const { calls, uniqueCallers, answered, byExtension } = ask(log, THREE_DAYS);
  expect({ calls, uniqueCallers, answered }).toEqual({ calls: 1, uniqueCallers: 1, answered: 1 });
  expect(byExtension).toEqual([
    { extension: '201', calls: 1, answered: 0, missed: 0 },
    { extension: '202', calls: 1, answered: 1, missed: 0 },
    { extension: '203', calls: 1, answered: 0, missed: 0 },
  ]);
});

test('a workspace that nobody has called has zeros', () => {
  const { series, topCallers, ...rest } = createStatisticsReader(log.figures, log.calendar)(
    'elsewhere',
    THREE_DAYS,
    log.calendar.clock,
  );
  expect([series.length, topCallers, rest.calls, rest.averageRingSeconds, rest.uniqueCallers]).toEqual([
    3,
    [],
    0,
    0,
    0,
  ]);
});
