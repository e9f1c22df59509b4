import { parseDateTime } from './time/date-time.ts';
import { HOUR_MS } from './time/zone-clock.ts';

/** Why an event counts at its receipt and not at the moment it names. */
export type ClockNote = 'no timestamp' | 'unreadable timestamp' | 'timestamp before 2000' | 'timestamp in the future';

export interface EventTime {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly note: ClockNote | null;
}

const YEAR_2000 = Date.UTC(2000, 0, 1);
/** PBXs with a wrong clock or time zone are hours off; one that is a little fast is believed. */
const FUTURE_TOLERANCE_MS = HOUR_MS;
/** As seconds this is the year 5138, as milliseconds 1973: no timestamp of a call can be read both ways. */
const FIRST_IN_MILLISECONDS = 1e11;

const UNIX_TIME = /^\d{1,17}(?:\.\d{1,9})?$/;
/** A moment that is only known to the minute would tell wrongly what came first. */
const WITH_SECONDS = /T\d\d:\d\d:\d\d/;

/**
 * When an event happened: the moment it names, as unix seconds, unix milliseconds or an RFC 3339 date-time; the moment
 * it was received where it names none, or one before 2000 or more than an hour after its receipt.
 */
export function readEventTime(timestamp: string, receivedAt: number): EventTime {
  const text = timestamp.trim();
  if (text === '') return { at: receivedAt, note: 'no timestamp' };
  const named = parseTimestamp(text);
  if (named === undefined) return { at: receivedAt, note: 'unreadable timestamp' };
  if (named < YEAR_2000) return { at: receivedAt, note: 'timestamp before 2000' };
  if (named > receivedAt + FUTURE_TOLERANCE_MS) return { at: receivedAt, note: 'timestamp in the future' };
  return { at: named, note: null };
}

function parseTimestamp(text: string): number | undefined {
  if (UNIX_TIME.test(text)) {
    const time = Number(text);
    return Math.round(time < FIRST_IN_MILLISECONDS ? time * 1000 : time);
  }
  return WITH_SECONDS.test(text) ? parseDateTime(text) : undefined;
}
