import { AppError } from '../domain/app-error.ts';
import type { Country } from '../domain/phone-number.ts';
import type { CallFilter, CallQuestion } from './call-page.ts';
import type { CallState } from './call.ts';
import { readParty, WITHHELD } from './party.ts';
import { parseInstant } from './time/parse-instant.ts';
import { clockOf } from './time/zone-clocks.ts';

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
const DEFAULT_LIMIT = 50;
const MOST_CALLS = 1000;

/** The question in the parameters `from`, `to`, `number` and `state`; throws AppError `invalid` that names the wrong one. */
export function parseCallFilter(parameters: Parameters, house: AskingHouse): CallFilter {
  const { from, to, number, state } = parameters;
  const clock = clockOf(house.timeZone);
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
