import type { CallFacts } from './call-facts.ts';
import type { CallOutline } from './call-outline.ts';
import { WITHHELD, type Party } from './party.ts';
import { DAY_MS } from './time/zone-clock.ts';

/** All that is counted of calls. Each is a sum over calls, so that the counts of two times add up. */
const COUNT_NAMES = [
  'incoming',
  'outgoing',
  'internal',
  /** Incoming calls that somebody took, and those that ended before anybody did. */
  'answered',
  'missed',
  'outgoingAnswered',
  /** Calls whose outside end some source knew, and those whose caller was withheld. */
  'known',
  'anonymous',
  /** Incoming calls that have stopped ringing, and how long they rang. */
  'rings',
  'ringMs',
  /** Calls that were talked and have ended, and how long. */
  'talks',
  'talkMs',
  /** Missed calls whose caller was called within `CALL_BACK_MS`. */
  'calledBack',
] as const;

export type CountName = (typeof COUNT_NAMES)[number];
export type CallCounts = Readonly<Record<CountName, number>>;

/** What is counted of one phone. */
export interface ExtensionCounts {
  /** Calls it made, and calls it rang for. */
  readonly calls: number;
  /** Incoming calls it took. */
  readonly answered: number;
  /** Incoming calls it rang for and nobody took. */
  readonly missed: number;
}

/** Who calls back later than a day after a missed call calls for another reason. */
export const CALL_BACK_MS = DAY_MS;

export const NO_CALLS: CallCounts = Object.freeze(
  Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as Record<CountName, number>,
);

/** What one call adds to the counts of the time in which it started. */
export function countCall(outline: CallOutline, facts: CallFacts, calledBack: boolean): CallCounts {
  const { direction, phase, answeredAt, ringMs, talkMs, party } = outline;
  const incoming = direction === 'incoming';
  const missed = phase === 'missed';
  return {
    incoming: Number(incoming),
    outgoing: Number(direction === 'outgoing'),
    internal: Number(direction === 'internal'),
    answered: Number(incoming && answeredAt !== null),
    missed: Number(missed),
    outgoingAnswered: Number(direction === 'outgoing' && answeredAt !== null),
    known: Number(party !== WITHHELD && facts.shown !== null && facts.shown.source !== null),
    anonymous: Number(party === WITHHELD),
    rings: Number(incoming && ringMs !== null),
    ringMs: incoming ? (ringMs ?? 0) : 0,
    talks: Number(talkMs !== null),
    talkMs: talkMs ?? 0,
    calledBack: Number(missed && calledBack),
  };
}

/** What one call adds to the counts of the phones inside that made it or rang for it. */
export function countExtensions(outline: CallOutline, facts: CallFacts): ReadonlyMap<Party, ExtensionCounts> {
  const counts = new Map<Party, ExtensionCounts>();
  const { direction, phase, answeredBy, from } = outline;
  if (direction !== 'outgoing') {
    for (const { phone, rangAt, connectedAt } of facts.legs) {
      if (rangAt === null && connectedAt === null) continue;
      counts.set(phone, {
        calls: 1,
        answered: Number(direction === 'incoming' && phone === answeredBy),
        missed: Number(phase === 'missed'),
      });
    }
  }
  if (direction !== 'incoming') counts.set(from, { calls: 1, answered: 0, missed: 0 });
  counts.delete(WITHHELD);
  return counts;
}

/** Counts that are being added up. */
export type CountSum = { -readonly [K in CountName]: number };

/** Adds `times` times `counts` to a sum. */
export function addCounts(sum: CountSum, counts: CallCounts, times = 1): void {
  for (const name of COUNT_NAMES) sum[name] += times * counts[name];
}
