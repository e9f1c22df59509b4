import type { InventedCall } from './invented-calls.ts';

type PeriodLength = 'hour' | 'day' | 'week' | 'month';

/** What is asked. Instants are milliseconds since 1970. */
interface Question {
  readonly from: number;
  readonly to: number;
  readonly by: PeriodLength;
  readonly timeZone: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The statistics of calls by looking at what really happened in each: nothing of ringname is used for it. `names` are those
 * of the contacts by their numbers.
 */
export function countCalls(all: readonly InventedCall[], { from, to, by, timeZone }: Question, names: Names) {
  const calls = all.filter(({ startedAt }) => startedAt >= from && startedAt < to);
  const incoming = calls.filter(({ direction }) => direction === 'incoming');
  const missed = incoming.filter(isMissed);
  const calledBack = missed.filter((call) => all.some((other) => isCallBack(other, call)));
  const known = calls.filter((call) => names.has(outsideOf(call) ?? ''));
  const anonymous = incoming.filter((call) => call.from === null);
  return {
    calls: calls.length,
    incoming: incoming.length,
    outgoing: calls.filter(({ direction }) => direction === 'outgoing').length,
    internal: calls.filter(({ direction }) => direction === 'internal').length,
    answered: incoming.filter(isAnswered).length,
    missed: missed.length,
    outgoingAnswered: calls.filter((call) => call.direction === 'outgoing' && isAnswered(call)).length,
    uniqueCallers: countCallers(incoming),
    knownCalls: known.length,
    unknownCalls: calls.length - known.length - anonymous.length,
    anonymousCalls: anonymous.length,
    averageRingSeconds: average(
      incoming.map(({ startedAt, answeredAt, endedAt }) => difference(startedAt, answeredAt ?? endedAt)),
    ),
    averageTalkSeconds: average(calls.map(({ answeredAt, endedAt }) => difference(answeredAt, endedAt))),
    missedCalledBack: calledBack.length,
    missedNotCalledBack: missed.length - calledBack.length,
    series: listPeriods(from, to, by, timeZone).map((start) => {
      const ofPeriod = calls.filter(({ startedAt }) => startOfPeriod(startedAt, by, timeZone) === start);
      const comingIn = ofPeriod.filter(({ direction }) => direction === 'incoming');
      return {
        start,
        calls: ofPeriod.length,
        uniqueCallers: countCallers(comingIn),
        answered: comingIn.filter(isAnswered).length,
        missed: comingIn.filter(isMissed).length,
      };
    }),
    byExtension: countExtensions(calls),
    busiestHours: Array.from({ length: 24 }, (_, hour) => {
      const ofHour = calls.filter(({ startedAt }) => Number(local(startedAt, timeZone).hour) === hour);
      return { hour, calls: ofHour.length, missed: ofHour.filter((call) => missed.includes(call)).length };
    }),
  };
}

/** The numbers of contacts, with their names. */
type Names = ReadonlyMap<string, string>;

/** How often each caller called, those who called most first. */
export function countTopCallers(all: readonly InventedCall[], { from, to }: Pick<Question, 'from' | 'to'>) {
  const counts = new Map<string, number>();
  for (const { direction, from: caller, startedAt } of all) {
    if (direction !== 'incoming' || caller === null || startedAt < from || startedAt >= to) continue;
    counts.set(caller, (counts.get(caller) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([, one], [, other]) => other - one));
}

function outsideOf({ direction, from, to }: InventedCall): string | null {
  return direction === 'outgoing' ? (to[0] ?? null) : from;
}

function isAnswered({ answeredAt }: InventedCall): boolean {
  return answeredAt !== null;
}

function isMissed({ answeredAt, endedAt }: InventedCall): boolean {
  return answeredAt === null && endedAt !== null;
}

function isCallBack(other: InventedCall, { from, startedAt }: InventedCall): boolean {
  const later = other.startedAt - startedAt;
  return from !== null && other.direction === 'outgoing' && other.to[0] === from && later > 0 && later <= DAY_MS;
}

function countCallers(calls: readonly InventedCall[]): number {
  return new Set(calls.map(({ from }) => from).filter((from) => from !== null)).size;
}

function countExtensions(calls: readonly InventedCall[]) {
  const counts = new Map<string, { calls: number; answered: number; missed: number }>();
  const add = (extension: string, answered: boolean, missed: boolean): void => {
    const sum = counts.get(extension) ?? { calls: 0, answered: 0, missed: 0 };
    counts.set(extension, {
      calls: sum.calls + 1,
      answered: sum.answered + Number(answered),
      missed: sum.missed + Number(missed),
    });
  };
  for (const call of calls) {
    const incoming = call.direction === 'incoming';
    if (!incoming) add(call.from ?? '', false, false);
    if (call.direction === 'outgoing') continue;
    for (const phone of call.to) add(phone, incoming && phone === call.answeredBy, incoming && isMissed(call));
  }
  return [...counts]
    .map(([extension, { calls, answered, missed }]) => ({ extension, calls, answered, missed }))
    .toSorted((one, other) => other.calls - one.calls || (one.extension < other.extension ? -1 : 1));
}

function difference(start: number | null, end: number | null): number | null {
  return start === null || end === null ? null : end - start;
}

/** In seconds, to the millisecond; 0 of nothing. */
function average(milliseconds: readonly (number | null)[]): number {
  const told = milliseconds.filter((value) => value !== null);
  return told.length === 0 ? 0 : Math.round(told.reduce((sum, value) => sum + value, 0) / told.length) / 1000;
}

/** Every period that some moment between is in, found by looking at each quarter of an hour. */
function listPeriods(from: number, to: number, by: PeriodLength, timeZone: string): string[] {
  const periods = new Set<string>();
  for (let at = from; at < to; at += HOUR_MS / 4) periods.add(startOfPeriod(at, by, timeZone));
  return [...periods];
}

/** When the period begins that an instant is in, as ISO 8601 with the clock of the zone. */
function startOfPeriod(instant: number, by: PeriodLength, timeZone: string): string {
  const { year, month, day, hour, offset } = local(instant, timeZone);
  if (by === 'hour') return `${year}-${month}-${day}T${hour}:00:00${offset}`;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const since = { day: 0, week: (new Date(date).getUTCDay() + 6) % 7, month: Number(day) - 1 }[by];
  const first = new Date(date - since * DAY_MS).toISOString().slice(0, 10);
  // No clock is changed at midnight in the zones of these tests: the day began with the offset of the midnight before.
  const midnight = Date.parse(`${first}T00:00:00Z`);
  return `${first}T00:00:00${local(midnight - offsetMs(local(midnight, timeZone).offset), timeZone).offset}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clock and calendar of a zone show. */
function local(instant: number, timeZone: string) {
  let format = formats.get(timeZone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', hour = '', timeZoneName = '' } = parts;
  return { year, month, day, hour, offset: timeZoneName.replace('GMT', '') || '+00:00' };
}

function offsetMs(offset: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000);
}
