import { mergeFacts, type CallFacts } from './call-facts.ts';
import { DAY_MS, HOUR_MS } from './time/zone-clock.ts';

/** Call ids are used again (many look like unix seconds), but not within a day. */
const HORIZON_MS = DAY_MS;
/** Without a call id only the caller says what belongs together. */
const HORIZON_WITHOUT_ID_MS = HOUR_MS;

/** How far apart two events of one call may be when nothing is known between them. */
function horizonOf(callId: string): number {
  return callId === '' ? HORIZON_WITHOUT_ID_MS : HORIZON_MS;
}

/**
 * The calls that these facts (of single events, or of calls already folded) belong to: facts of one call id and one
 * caller are one call as long as no gap between them is longer than the horizon. The same calls come out whatever the
 * order and the repetitions of what goes in, and whether it was folded before in parts; in the order of their keys and times.
 */
export function foldCalls(facts: readonly CallFacts[]): CallFacts[] {
  const sorted = facts.toSorted(byKeyAndTime);
  const calls: CallFacts[] = [];
  for (const next of sorted) {
    const last = calls.at(-1);
    if (last && isSameCall(last, next)) calls[calls.length - 1] = mergeFacts(last, next);
    else calls.push(next);
  }
  return calls;
}

function isSameCall(earlier: CallFacts, later: CallFacts): boolean {
  return compareKeys(earlier, later) === 0 && later.firstAt - earlier.lastAt <= horizonOf(later.callId);
}

function byKeyAndTime(one: CallFacts, other: CallFacts): number {
  return compareKeys(one, other) || one.firstAt - other.firstAt;
}

/** A call is its call id and its caller. */
function compareKeys(one: CallFacts, other: CallFacts): number {
  return (
    compare(one.workspace, other.workspace) || compare(one.callId, other.callId) || compare(one.caller, other.caller)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
