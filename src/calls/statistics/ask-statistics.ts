import { AppError } from '../../domain/app-error.ts';
import type { AskingHouse, Parameters } from '../ask-calls.ts';
import { parseInstant } from '../time/parse-instant.ts';
import type { PeriodLength } from '../time/periods.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import { clockOf } from '../time/zone-clocks.ts';
import type { StatisticsQuestion } from './statistics.ts';

const LENGTHS: readonly PeriodLength[] = ['hour', 'day', 'week', 'month'];
const DEFAULT_DAYS = 30;

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
    return clockOf(timeZone);
  } catch {
    throw new AppError('invalid', 'tz: an IANA time zone such as Europe/Amsterdam');
  }
}
