import type { CallLog } from '../src/call-log/call-log.ts';
import { renderCursor, type CallPage, type CallQuestion } from '../src/calls/call-page.ts';
import type { PeriodLength } from '../src/calls/time/periods.ts';
import { HISTORY_END, HISTORY_START } from './call-history.ts';

/** Asks a log one question; answers how many calls the answer tells of. */
export type AskCalls = (log: CallLog) => Promise<number>;

const WORKSPACE = 'main';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AMSTERDAM = 'Europe/Amsterdam';
/** Far from Amsterdam by whole hours, by half hours, and with half an hour of summer time. */
const OTHER_ZONES = ['America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const LENGTHS: readonly PeriodLength[] = ['hour', 'day', 'week', 'month'];

/** From and to, as the clock of Amsterdam has them. */
const SPANS = {
  day: [Date.parse('2025-11-18T00:00:00+01:00'), Date.parse('2025-11-19T00:00:00+01:00')],
  week: [Date.parse('2025-11-17T00:00:00+01:00'), Date.parse('2025-11-24T00:00:00+01:00')],
  month: [Date.parse('2025-11-01T00:00:00+01:00'), Date.parse('2025-12-01T00:00:00+01:00')],
  // The period before it, which each answer is compared with, is all of the year before.
  year: [Date.parse('2025-01-01T00:00:00+01:00'), Date.parse('2026-01-01T00:00:00+01:00')],
  'both years': [Date.parse('2024-01-01T00:00:00+01:00'), HISTORY_END],
} as const satisfies Record<string, readonly [number, number]>;

/** Questions of a stretch of time by periods. */
function* questionsOfSpans(): Generator<readonly [name: string, ask: AskCalls]> {
  for (const [name, [from, to]] of Object.entries(SPANS)) {
    for (const by of LENGTHS) {
      // More than 10,000 periods are refused.
      if (by === 'hour' && name === 'both years') continue;
      yield [`stats: ${name} by ${by}`, askStatistics(from, to, by, AMSTERDAM)];
      for (const zone of OTHER_ZONES) yield [`stats: ${name} by ${by}, ${zone}`, askStatistics(from, to, by, zone)];
    }
  }
}

/** Of stretches that begin and end within a second of no period, nor does the one before. */
function* questionsOfOddSpans(): Generator<readonly [name: string, ask: AskCalls]> {
  for (const days of [0, 6, 29, 363]) {
    const to = Date.parse('2025-12-18T16:11:53.250+01:00');
    const from = to - days * DAY_MS - 2.5 * HOUR_MS - 1234;
    yield [`stats: ${days} days and some hours by day`, askStatistics(from, to, 'day', AMSTERDAM)];
  }
}

const LIST_QUESTIONS: Readonly<Record<string, Partial<CallQuestion>>> = {
  'first page': {},
  'a page of 1000': { limit: 1000 },
  'two years back': { cursor: cursorAt(HISTORY_START + 7 * DAY_MS) },
  'of a day': { from: SPANS.day[0], to: SPANS.day[1] },
  'of a number that calls often': { number: '+31610000000' },
  'of a number that calls seldom': { number: '+31610070000' },
  'of a number nobody has': { number: '+31620000000' },
  'of a phone': { number: 'local:321' },
  'of a phone, a year back': { number: 'local:321', cursor: cursorAt(HISTORY_END - 365 * DAY_MS) },
  'of a phone, missed': { number: 'local:321', state: 'missed' },
  'of a phone, unfinished': { number: 'local:321', state: 'unfinished' },
  missed: { state: 'missed' },
  'missed, a year back': { state: 'missed', cursor: cursorAt(HISTORY_END - 365 * DAY_MS) },
  answered: { state: 'answered' },
  unanswered: { state: 'unanswered' },
  ringing: { state: 'ringing' },
};

/** Each question of the benchmark by its name: `stats`, of a stretch of time by a period; `calls`, of the list. */
export const CALL_QUESTIONS: ReadonlyMap<string, AskCalls> = new Map([
  ...questionsOfSpans(),
  ...questionsOfOddSpans(),
  ...Object.entries(LIST_QUESTIONS).map(([name, question]) => [`calls: ${name}`, askCalls(question)] as const),
]);

function askStatistics(from: number, to: number, by: PeriodLength, timeZone: string): AskCalls {
  return async (log) => {
    const statistics = await log.readStatistics(WORKSPACE, { from, to, by, timeZone }, 'json');
    return Number(/"calls":(\d+)/.exec(statistics)?.[1]);
  };
}

function askCalls(question: Partial<CallQuestion>): AskCalls {
  return async (log) => {
    const page = JSON.parse(await log.listCalls(WORKSPACE, { limit: 50, ...question })) as CallPage;
    return page.calls.length;
  };
}

function cursorAt(startedAt: number): string {
  return renderCursor({ startedAt, id: 1 });
}
