import { createZoneClock, type ZoneClock } from './zone-clock.ts';

/** Zones have many names; more than this at once are somebody's play. */
const MOST_CLOCKS = 20;

const clocks = new Map<string, ZoneClock>();

/**
 * The clock of an IANA time zone, remembered with what it has found out: each year that a new one looks at takes it about a
 * millisecond. Throws RangeError for another name.
 */
export function clockOf(zone: string): ZoneClock {
  let clock = clocks.get(zone);
  if (clock) return clock;
  clock = createZoneClock(zone);
  if (clocks.size === MOST_CLOCKS) clocks.clear();
  clocks.set(zone, clock);
  return clock;
}
