import { SIGN, type CallFacts, type Leg } from './call-facts.ts';
import { isExtension, WITHHELD, type Party } from './party.ts';

export type Direction = 'incoming' | 'outgoing' | 'internal';

/** How far a call has come. Unlike a call's state this needs no clock. */
export type Phase = 'ringing' | 'connected' | 'answered' | 'missed' | 'unanswered';

/** What the facts of a call come to. Times are milliseconds since 1970. */
export interface CallOutline {
  readonly direction: Direction;
  readonly phase: Phase;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  /** Null while the call goes on. */
  readonly endedAt: number | null;
  readonly from: Party;
  readonly to: Party;
  /** The outside end, and of an internal call the caller: whose name is shown and who is counted. */
  readonly party: Party;
  readonly answeredBy: Party | null;
  /** How many phones rang or answered. */
  readonly phones: number;
  /** From the first ring to the answer or the end; null while it rings, or when no ring was told. */
  readonly ringMs: number | null;
  readonly talkMs: number | null;
}

/** When one phone of a ring group answers, PBXs may tell the others' end a little later: that is no end of the call. */
const CANCELLED_RING_MS = 10_000;

/** What the facts of a call come to. Takes any facts: what was never told is filled in as the likeliest. */
export function outlineCall(facts: CallFacts): CallOutline {
  const answer = first(facts.legs, ({ connectedAt }) => connectedAt);
  const ring = first(facts.legs, ({ rangAt }) => rangAt);
  const answeredAt = answer?.connectedAt ?? null;
  const endedAt = findEnd(facts);
  const to = (ring ?? answer ?? facts.legs[0])?.phone ?? WITHHELD;
  const direction = directionOf(facts, to);
  const ringUntil = answeredAt ?? endedAt;
  return {
    direction,
    phase: phaseOf(direction, answeredAt !== null, endedAt !== null),
    startedAt: facts.firstAt,
    answeredAt,
    endedAt,
    from: facts.caller,
    to,
    party: direction === 'outgoing' ? to : facts.caller,
    answeredBy: answer?.phone ?? null,
    phones: facts.legs.filter(({ rangAt, connectedAt }) => rangAt !== null || connectedAt !== null).length,
    ringMs: between(ring?.rangAt ?? null, ringUntil),
    talkMs: between(answeredAt, endedAt),
  };
}

/** The leg with the earliest of these times; of equal ones the first phone. */
function first(legs: readonly Leg[], timeOf: (leg: Leg) => number | null): Leg | undefined {
  let found: Leg | undefined;
  let earliest = Infinity;
  for (const leg of legs) {
    const time = timeOf(leg);
    if (time === null || time >= earliest) continue;
    found = leg;
    earliest = time;
  }
  return found;
}

/** The last disconnection, unless something began after it. */
function findEnd({ legs, lastRangAt, lastConnectedAt }: CallFacts): number | null {
  const ends = legs
    .filter((leg) => !isCancelledRing(leg, lastConnectedAt))
    .flatMap(({ endedAt }) => (endedAt === null ? [] : [endedAt]));
  if (ends.length === 0) return null;
  const end = Math.max(...ends);
  return end >= (lastConnectedAt ?? lastRangAt ?? end) ? end : null;
}

/** Whether a phone's end only says that another one was answered. */
function isCancelledRing({ rangAt, connectedAt, endedAt }: Leg, lastConnectedAt: number | null): boolean {
  if (lastConnectedAt === null || connectedAt !== null || rangAt === null || endedAt === null) return false;
  return endedAt <= lastConnectedAt + CANCELLED_RING_MS;
}

function directionOf({ signs, caller }: CallFacts, to: Party): Direction {
  if (signs & SIGN.wasInternal) return 'internal';
  if (signs & SIGN.wasOutgoing) return 'outgoing';
  if (signs & SIGN.wasIncoming) return 'incoming';
  if (isExtension(caller) && isExtension(to)) return 'internal';
  // A call that is sent on to an outside phone rings in first and out later.
  if (signs & SIGN.rangIn) return 'incoming';
  if (signs & SIGN.rangOut) return 'outgoing';
  if (signs & SIGN.saidIn) return 'incoming';
  return signs & SIGN.saidOut || isExtension(caller) ? 'outgoing' : 'incoming';
}

function phaseOf(direction: Direction, answered: boolean, ended: boolean): Phase {
  if (answered) return ended ? 'answered' : 'connected';
  if (!ended) return 'ringing';
  return direction === 'incoming' ? 'missed' : 'unanswered';
}

/** Clocks of two phones may disagree by a little: never less than nothing. */
function between(start: number | null, end: number | null): number | null {
  return start === null || end === null ? null : Math.max(0, end - start);
}
