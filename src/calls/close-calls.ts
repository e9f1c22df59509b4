import type { CallFacts } from './call-facts.ts';
import { outlineCall } from './call-outline.ts';
import { LONGEST_RING_MS, LONGEST_TALK_MS, stateOf } from './call.ts';
import type { ChangedCall, StoredCall } from './record-calls.ts';

/** Calls that go on, as closing needs them. */
export interface OpenCallBook {
  /** At most `most` calls of all workspaces that are in this phase and began before `instant`. */
  listOpen(phase: 'ringing' | 'connected', instant: number, most: number): readonly StoredCall[];
  markUnfinished(id: number): void;
}

/** Marks calls whose end was never told, and that cannot last until `now`; at most `most` of them, which it answers. */
export function closeCalls(book: OpenCallBook, now: number, most: number): ChangedCall[] {
  const open = [
    ...book.listOpen('ringing', now - LONGEST_RING_MS, most),
    ...book.listOpen('connected', now - LONGEST_TALK_MS, most),
  ];
  const closed = open.filter(({ facts }) => isUnfinished(facts, now)).slice(0, most);
  for (const { id } of closed) book.markUnfinished(id);
  return closed.map(({ id, facts }) => ({ id, facts }));
}

/** Whether the end of a call was never told, and it cannot last until `now`. */
export function isUnfinished(facts: CallFacts, now: number): boolean {
  return stateOf(outlineCall(facts).phase, facts.lastAt, now) === 'unfinished';
}
