import { AppError } from '../../domain/app-error.ts';
import { parseDate, parseDateTime } from './date-time.ts';
import type { ZoneClock } from './zone-clock.ts';

/** Outside of these dates nobody called; the last one is the end of the year before. */
const FIRST_DATE = '1970-01-01';
const LAST_DATE = '2101-01-01';

/**
 * The instant in the parameter of this name, in milliseconds since 1970: a date is midnight on the clock. Throws AppError
 * `invalid` that names the parameter.
 */
export function parseInstant(name: string, text: string, clock: ZoneClock): number {
  const date = text.slice(0, LAST_DATE.length);
  // Dates in this form are in order as texts.
  if (parseDate(date) !== undefined && (date < FIRST_DATE || date > LAST_DATE)) {
    throw new AppError('invalid', `${name}: a date from ${FIRST_DATE} to ${LAST_DATE}`);
  }
  const day = parseDate(text);
  const instant = day === undefined ? parseDateTime(text) : clock.startOfDay(day);
  if (instant !== undefined) return instant;
  throw new AppError(
    'invalid',
    `${name}: a date as 2026-03-29, or an instant with its offset as 2026-03-29T12:00:00+02:00`,
  );
}
