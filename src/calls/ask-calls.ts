import { AppError } from '../domain/app-error.ts';
import type { Country } from '../domain/phone-number.ts';
import type { CallFilter, CallQuestion } from './call-page.ts';
import type { CallState } from './call.ts';
import { readParty, WITHHELD } from './party.ts';
import type { PeriodLength } from './periods.ts';
import type { StatisticsQuestion } from './statistics.ts';
import { createZoneClock, DAY_MS, type ZoneClock } from './zone-clock.ts';

/** The parameters of a request, by their names. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** What a question means that says nothing else. */
export interface AskingHouse {
  readonly timeZone: string;
  readonly country: Country;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const STATES: readonly CallState[] = ['ringing', 'connected', 'answered', 'missed', 'unanswered', 'unfinished'];
const LENGTHS: readonly PeriodLength[] = ['hour', 'day', 'week', 'month'];
/** Outside of these years nobody called. */
const FIRST_INSTANT = Date.UTC(1970, 0);
const LAST_INSTANT = Date.UTC(2101, 0);
const DEFAULT_DAYS = 30;
const DEFAULT_LIMIT = 50;
const MOST_CALLS = 1000;

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:?\d\d)$/;

/** The question in the parameters `from`, `to`, `number` and `state`; throws AppError `invalid` that names the wrong one. */
export function parseCallFilter(parameters: Parameters, house: AskingHouse): CallFilter {
  const { from, to, number, state } = parameters;
  const clock = createZoneClock(house.timeZone);
  const known = STATES.find((known) => known === state);
  if (state && !known) throw new AppError('invalid', `state: one of ${STATES.join(', ')}`);
  const party = number ? readParty(number, house.country) : undefined;
  if (party === WITHHELD) throw new AppError('invalid', 'number: withheld callers cannot be told apart');
  return {
    ...(from ? { from: parseInstant('from', from, clock) } : {}),
    ...(to ? { to: parseInstant('to', to, clock) } : {}),
    ...(party === undefined ? {} : { number: party }),
    ...(known ? { state: known } : {}),
  };
}

/** The same with `cursor` and `limit`. */
export function parseCallQuestion(parameters: Parameters, house: AskingHouse): CallQuestion {
  const { cursor, limit } = parameters;
  const most = limit ? Number(limit) : DEFAULT_LIMIT;
  if (!Number.isInteger(most) || most < 1 || most > MOST_CALLS) {
    throw new AppError('invalid', `limit: a whole number from 1 to ${MOST_CALLS}`);
  }
  return { ...parseCallFilter(parameters, house), limit: most, ...(cursor ? { cursor } : {}) };
}

/**
 * The question in the parameters `from`, `to`, `by` and `tz`: the last thirty days, today included, by day, where they
 * say nothing. Throws AppError `invalid` that names the wrong one.
 */
export function parseStatisticsQuestion(parameters: Parameters, house: AskingHouse): StatisticsQuestion {
  const { by = 'day' } = parameters;
  const length = LENGTHS.find((length) => length === by);
  if (!length) throw new AppError('invalid', `by: one of ${LENGTHS.join(', ')}`);
  const timeZone = parameters['tz'] || house.timeZone;
  const clock = parseZone(timeZone);
  const to = parameters['to']
    ? parseInstant('to', parameters['to'], clock)
    : clock.startOfDay(clock.dayOf(house.now) + 1);
  const from = parameters['from']
    ? parseInstant('from', parameters['from'], clock)
    : clock.startOfDay(clock.dayOf(to) - DEFAULT_DAYS);
  if (from >= to) throw new AppError('invalid', 'from: must be before `to`');
  return { from, to, by: length, timeZone };
}

function parseZone(timeZone: string): ZoneClock {
  try {
    return createZoneClock(timeZone);
  } catch {
    throw new AppError('invalid', 'tz: an IANA time zone such as Europe/Amsterdam');
  }
}

/** A date is midnight on the clock. */
function parseInstant(name: string, text: string, clock: ZoneClock): number {
  const instant = DATE.test(text)
    ? startOfDate(text, clock)
    : INSTANT.test(text)
      ? Date.parse(text.replace(' ', '+'))
      : Number.NaN;
  if (instant >= FIRST_INSTANT && instant < LAST_INSTANT) return instant;
  throw new AppError(
    'invalid',
    `${name}: a date as 2026-03-29, or an instant with its offset as 2026-03-29T12:00:00+02:00`,
  );
}

function startOfDate(text: string, clock: ZoneClock): number {
  const midnight = Date.parse(`${text}T00:00:00Z`);
  const exists =
    midnight >= FIRST_INSTANT && midnight < LAST_INSTANT && new Date(midnight).toISOString().startsWith(text);
  return exists ? clock.startOfDay(midnight / DAY_MS) : Number.NaN;
}
