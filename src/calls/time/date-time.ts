import { DAY_MS, type DayNumber } from './zone-clock.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_LENGTH = 10;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:?\d\d)$/;

/** The day of a date as 2026-03-29; undefined for another text, and for a day that no calendar has. */
export function parseDate(text: string): DayNumber | undefined {
  if (!DATE.test(text)) return undefined;
  const midnight = Date.parse(text);
  // Date takes 30 February for 2 March.
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
  return exists ? midnight / DAY_MS : undefined;
}

/**
 * The instant, in milliseconds since 1970, of a date and time with its offset as in RFC 3339; seconds may be absent, and a `+`
 * that was not encoded has become a space. Undefined for another text, and for a day or a time of day that there is not.
 */
export function parseDateTime(text: string): number | undefined {
  if (!DATE_TIME.test(text) || parseDate(text.slice(0, DATE_LENGTH)) === undefined) return undefined;
  const instant = Date.parse(text.replace(' ', '+'));
  return Number.isNaN(instant) ? undefined : instant;
}
