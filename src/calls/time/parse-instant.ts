import { AppError } from '../../domain/app-error.ts';
import { DAY_MS, type ZoneClock } from './zone-clock.ts';

/** Outside of these years nobody called. */
const FIRST_INSTANT = Date.UTC(1970, 0);
const LAST_INSTANT = Date.UTC(2101, 0);

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:?\d\d)$/;

/**
 * The instant in the parameter of this name, in milliseconds since 1970: a date is midnight on the clock. Throws AppError
 * `invalid` that names the parameter.
 */
export function parseInstant(name: string, text: string, clock: ZoneClock): number {
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
