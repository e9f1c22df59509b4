import type { Workspace } from '../domain/contact.ts';
import type { Party } from './party.ts';

/** What some event of a call has shown, as bits: merging two sets is `|`. */
export const SIGN = {
  rangIn: 1,
  rangOut: 2,
  /** The PBX called the direction in or out, in whatever event. */
  saidIn: 4,
  saidOut: 8,
  /** Some event counts at its receipt, because its timestamp was absent, unreadable, too old or in the future. */
  noTimestamp: 16,
  unreadableTimestamp: 32,
  tooOldTimestamp: 64,
  futureTimestamp: 128,
  /** Somebody of the call was erased, so that its ends do not tell its direction any more: it was counted as this one. */
  wasIncoming: 256,
  wasOutgoing: 512,
  wasInternal: 1024,
} as const;

/** What is known of one phone in a call. Times are milliseconds since 1970. */
export interface Leg {
  readonly phone: Party;
  /** First time it rang. */
  readonly rangAt: number | null;
  /** First time it was connected. */
  readonly connectedAt: number | null;
  /** Last time it was disconnected. */
  readonly endedAt: number | null;
}

/** What a ringing phone showed. */
export interface ShownName {
  /** When that phone rang. */
  readonly at: number;
  /** Null where there was none, or where names are not kept. */
  readonly name: string | null;
  /** Who knew the contact; null when nobody did. */
  readonly source: string | null;
  readonly contactUrl: string | null;
  /** Why there was no name. */
  readonly unnamed: string | null;
}

/**
 * All that the events of one call have told so far. Every part is a smallest, a largest or a union, so that events
 * merge in any order and any number of times into the same facts.
 */
export interface CallFacts {
  readonly workspace: Workspace;
  /** As sent; empty when the PBX sends none. */
  readonly callId: string;
  readonly caller: Party;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastRangAt: number | null;
  readonly lastConnectedAt: number | null;
  readonly signs: number;
  /** In the order of their phones, each phone once. */
  readonly legs: readonly Leg[];
  readonly shown: ShownName | null;
}

/** No company has ring groups this large: more phones than that in one call come from somebody who is playing. */
const MOST_LEGS = 250;

/** All that either of two says of the same call. Commutative, associative and idempotent. */
export function mergeFacts(one: CallFacts, other: CallFacts): CallFacts {
  return {
    workspace: one.workspace,
    callId: one.callId,
    caller: one.caller,
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
    lastRangAt: latest(one.lastRangAt, other.lastRangAt),
    lastConnectedAt: latest(one.lastConnectedAt, other.lastConnectedAt),
    signs: one.signs | other.signs,
    legs: mergeLegs(one.legs, other.legs),
    shown: chooseShown(one.shown, other.shown),
  };
}

function mergeLegs(some: readonly Leg[], others: readonly Leg[]): readonly Leg[] {
  const merged: Leg[] = [];
  let left = 0;
  let right = 0;
  while (merged.length < MOST_LEGS) {
    const one = some[left];
    const other = others[right];
    if (!one && !other) break;
    const isFirst = one !== undefined && (other === undefined || one.phone <= other.phone);
    const isSecond = other !== undefined && (one === undefined || other.phone <= one.phone);
    if (isFirst) left++;
    if (isSecond) right++;
    merged.push(isFirst && isSecond ? mergeLeg(one, other) : ((isFirst ? one : other) as Leg));
  }
  return merged;
}

function mergeLeg(one: Leg, other: Leg): Leg {
  return {
    phone: one.phone,
    rangAt: earliest(one.rangAt, other.rangAt),
    connectedAt: earliest(one.connectedAt, other.connectedAt),
    endedAt: latest(one.endedAt, other.endedAt),
  };
}

/** A name rather than none, then the last one shown; the texts decide what is left, so that the order never does. */
function chooseShown(one: ShownName | null, other: ShownName | null): ShownName | null {
  if (!one || !other) return one ?? other;
  return rank(one) >= rank(other) ? one : other;
}

function rank({ at, name, source, contactUrl, unnamed }: ShownName): string {
  const known = source === null ? 0 : 1;
  return [known, String(at).padStart(16, '0'), name ?? '', source ?? '', contactUrl ?? '', unnamed ?? ''].join('\n');
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
