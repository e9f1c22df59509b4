/** Days are numbered from 1970-01-01, which is day 0, by the calendar of the zone. */
export type DayNumber = number;

/** What the clocks and calendars of one time zone show. Instants are milliseconds since 1970. */
export interface ZoneClock {
  /** IANA name. */
  readonly zone: string;
  /** What to add to an instant to get the reading of the wall clock. */
  offsetAt(instant: number): number;
  /** The day an instant is in: the last one that had begun. */
  dayOf(instant: number): DayNumber;
  /** The first moment of a day: midnight, or what follows where the clock skips midnight. */
  startOfDay(day: DayNumber): number;
  /** Stretches of one offset that together cover from `from` to `to`, in order; none when there is nothing between. */
  stretches(from: number, to: number): readonly Stretch[];
}

/** From `from` to `to` (exclusive) the wall clock is `offset` ahead of UTC. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const MINUTE_MS = 60_000;
export const QUARTER_MS = 900_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** No wall clock is further from UTC, and a day's first moment no further from its midnight. */
const FURTHEST_MS = 18 * HOUR_MS;

/** The clock of an IANA time zone; throws RangeError for another name. Knows daylight-saving days from Node's own tables. */
export function createZoneClock(zone: string): ZoneClock {
  const readOffset = createOffsetReader(zone);
  const years = new Map<number, readonly Stretch[]>();
  let today = { day: 0, from: 0, to: 0 };
  let current: Stretch = { from: 0, to: 0, offset: 0 };

  const stretchesOfYear = (year: number): readonly Stretch[] => {
    let found = years.get(year);
    if (!found) years.set(year, (found = findStretches(Date.UTC(year), Date.UTC(year + 1), readOffset)));
    return found;
  };

  const stretches = (from: number, to: number): readonly Stretch[] => {
    const found: Stretch[] = [];
    for (let year = new Date(from).getUTCFullYear(); year <= new Date(to).getUTCFullYear(); year++) {
      for (const stretch of stretchesOfYear(year)) {
        const start = Math.max(stretch.from, from);
        const end = Math.min(stretch.to, to);
        if (start < end) found.push({ from: start, to: end, offset: stretch.offset });
      }
    }
    return found;
  };

  const offsetAt = (instant: number): number => {
    if (instant < current.from || instant >= current.to) {
      const ofYear = stretchesOfYear(new Date(instant).getUTCFullYear());
      current = ofYear.find(({ from, to }) => instant >= from && instant < to) ?? current;
    }
    return current.offset;
  };

  const startOfDay = (day: DayNumber): number => {
    const midnight = day * DAY_MS;
    const usual = offsetAt(midnight - FURTHEST_MS);
    if (offsetAt(midnight + FURTHEST_MS) === usual) return midnight - usual;
    for (const { from, to, offset } of stretches(midnight - FURTHEST_MS, midnight + FURTHEST_MS)) {
      const start = Math.max(from, midnight - offset);
      if (start < to) return start;
    }
    throw new RangeError(`day ${day} does not begin`);
  };

  const dayOf = (instant: number): DayNumber => {
    if (instant >= today.from && instant < today.to) return today.day;
    let day = Math.floor((instant + offsetAt(instant)) / DAY_MS);
    while (startOfDay(day) > instant) day--;
    while (startOfDay(day + 1) <= instant) day++;
    today = { day, from: startOfDay(day), to: startOfDay(day + 1) };
    return day;
  };

  return { zone, offsetAt, dayOf, startOfDay, stretches };
}

/** The hour that this clock showed at an instant, 0 to 23. */
export function hourOfDay(instant: number, clock: ZoneClock): number {
  return Math.floor((instant + clock.offsetAt(instant)) / HOUR_MS) % 24;
}

/** An instant as ISO 8601 with the reading and the offset of this clock, as in 2026-03-29T03:00:00+02:00; seconds may have a fraction. */
export function localInstant(instant: number, clock: ZoneClock): string {
  const offset = clock.offsetAt(instant);
  const reading = instant + offset;
  const time = reading - Math.floor(reading / DAY_MS) * DAY_MS;
  // Most instants are whole hours, and naming these needs no Date but for the day.
  const text =
    time % HOUR_MS === 0
      ? `${dateOf(reading - time)}T${twoDigits(time / HOUR_MS)}:00:00`
      : new Date(reading).toISOString().slice(0, instant % 1000 === 0 ? -5 : -1);
  const minutes = Math.abs(offset) / MINUTE_MS;
  return `${text}${offset < 0 ? '-' : '+'}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
}

let lastDate = { midnight: Number.NaN, text: '' };

/** As in 2026-03-29; the last one is remembered, for the hours of a day are named together. */
function dateOf(midnight: number): string {
  if (midnight !== lastDate.midnight) lastDate = { midnight, text: new Date(midnight).toISOString().slice(0, 10) };
  return lastDate.text;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${Math.floor(value)}` : String(Math.floor(value));
}

function createOffsetReader(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (instant) => {
    // As in GMT+05:30, or GMT alone; before the railways there were also seconds.
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(instant)) ?? [];
    const offset = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * 1000;
    return sign === '-' ? -offset : offset;
  };
}

/** Two changes of a clock are never less than a day apart, so a look at each day's start misses none. */
function findStretches(from: number, to: number, readOffset: (instant: number) => number): readonly Stretch[] {
  const found: Stretch[] = [];
  let start = from;
  let offset = readOffset(from);
  for (let day = from; day < to; day += DAY_MS) {
    const next = readOffset(day + DAY_MS);
    if (next === offset) continue;
    const change = findChange(day, day + DAY_MS, offset, readOffset);
    if (change >= to) break;
    found.push({ from: start, to: change, offset });
    start = change;
    offset = next;
  }
  return [...found, { from: start, to, offset }];
}

/** The first minute, after `from` and up to `to`, at which the offset is no longer `offset`. */
function findChange(from: number, to: number, offset: number, readOffset: (instant: number) => number): number {
  let before = from / MINUTE_MS;
  let after = to / MINUTE_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (readOffset(middle * MINUTE_MS) === offset) before = middle;
    else after = middle;
  }
  return after * MINUTE_MS;
}
