import { SIGN, type CallFacts } from './call-facts.ts';
import { outlineCall, type Direction, type Phase } from './call-outline.ts';
import type { ClockNote } from './event-time.ts';
import { showParty } from './party.ts';
import { HOUR_MS } from './time/zone-clock.ts';

/** `unfinished`: its end was never told, and it cannot last that long. */
export type CallState = Phase | 'unfinished';

/** One call as the log shows it; part of the outside contract. Instants are ISO 8601 in UTC. */
export interface Call {
  readonly id: number;
  readonly callId: string;
  readonly direction: Direction;
  /** Null when withheld. */
  readonly from: string | null;
  readonly to: string | null;
  /** As the phone showed it; null when it showed none. */
  readonly name: string | null;
  readonly source: string | null;
  readonly contactUrl: string | null;
  /** Why there was no name. */
  readonly unnamed: string | null;
  readonly state: CallState;
  readonly startedAt: string;
  readonly answeredAt: string | null;
  readonly endedAt: string | null;
  readonly ringSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly phones: number;
  readonly answeredBy: string | null;
  /** What was wrong with the PBX's timestamps; such events count at their receipt. */
  readonly notes: readonly ClockNote[];
}

/** Callers wait in queues, but not this long; meetings by telephone last, but not this long. */
export const LONGEST_RING_MS = HOUR_MS;
export const LONGEST_TALK_MS = 12 * HOUR_MS;

const NOTES: readonly (readonly [sign: number, note: ClockNote])[] = [
  [SIGN.noTimestamp, 'no timestamp'],
  [SIGN.unreadableTimestamp, 'unreadable timestamp'],
  [SIGN.tooOldTimestamp, 'timestamp before 2000'],
  [SIGN.futureTimestamp, 'timestamp in the future'],
];

/** The call that these facts describe, at the moment `now`. */
export function describeCall(id: number, facts: CallFacts, now: number): Call {
  const outline = outlineCall(facts);
  return {
    id,
    callId: facts.callId,
    direction: outline.direction,
    from: showParty(outline.from),
    to: showParty(outline.to),
    name: facts.shown?.name ?? null,
    source: facts.shown?.source ?? null,
    contactUrl: facts.shown?.contactUrl ?? null,
    unnamed: facts.shown?.unnamed ?? null,
    state: stateOf(outline.phase, facts.lastAt, now),
    startedAt: new Date(outline.startedAt).toISOString(),
    answeredAt: instant(outline.answeredAt),
    endedAt: instant(outline.endedAt),
    ringSeconds: seconds(outline.ringMs),
    talkSeconds: seconds(outline.talkMs),
    phones: outline.phones,
    answeredBy: outline.answeredBy && showParty(outline.answeredBy),
    notes: NOTES.filter(([sign]) => facts.signs & sign).map(([, note]) => note),
  };
}

/** A call's state at `now`, when its last event was at `lastAt`. */
export function stateOf(phase: Phase, lastAt: number, now: number): CallState {
  const longest = phase === 'ringing' ? LONGEST_RING_MS : phase === 'connected' ? LONGEST_TALK_MS : Infinity;
  return now - lastAt > longest ? 'unfinished' : phase;
}

function instant(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000;
}
