import type { Workspace } from '../domain/contact.ts';
import type { Calendar } from './time/calendar.ts';
import { CALL_BACK_MS, countCall, countExtensions } from './call-counts.ts';
import type { CallFacts } from './call-facts.ts';
import { outlineCall, type CallOutline } from './call-outline.ts';
import { createCountCollector, type CountChanges, type CountCollector } from './count-changes.ts';
import { foldCalls } from './fold-calls.ts';
import { WITHHELD, type Party } from './party.ts';

/** A call as it is kept. */
export interface StoredCall {
  readonly id: number;
  readonly facts: CallFacts;
  /** Of a missed call: its caller was called back in time. */
  readonly calledBack: boolean;
}

/** The calls of the log, as recording needs them; everything happens in one transaction around `recordCalls`. */
export interface CallBook {
  /** Every call with this call id and this caller. */
  findCalls(workspace: Workspace, callId: string, caller: Party): readonly StoredCall[];
  /** Answers the new call's id. */
  insertCall(facts: CallFacts, outline: CallOutline): number;
  /** Puts these facts in the place of the call's; it counts as not called back until somebody says otherwise. */
  updateCall(id: number, facts: CallFacts, outline: CallOutline): void;
  deleteCall(id: number): void;
  /** When this party's incoming call before or at `at`, other than the call `except`, began; null if there is none. */
  findIncomingBefore(workspace: Workspace, party: Party, at: number, except: number): number | null;
  /** When the first one after `at` began. */
  findIncomingAfter(workspace: Workspace, party: Party, at: number, except: number): number | null;
  /** Whether this party was called after `after` and until `until`. */
  hasOutgoing(workspace: Workspace, party: Party, after: number, until: number): boolean;
  /** Missed calls of this party that began from `from` to `to`, both included. */
  listMissed(workspace: Workspace, party: Party, from: number, to: number): readonly MissedCall[];
  setCalledBack(id: number, calledBack: boolean): void;
  addCounts(changes: CountChanges): void;
}

export interface MissedCall {
  readonly id: number;
  readonly startedAt: number;
  readonly calledBack: boolean;
}

/** A call that has become another one by what was recorded. */
export interface ChangedCall {
  readonly id: number;
  readonly facts: CallFacts;
}

/**
 * Writes what events have told of calls into the book, one portion after the other, and then brings all its counts up to
 * date. Answers the calls that have changed; one may be among them more than once.
 */
export function recordCalls(
  book: CallBook,
  portions: Iterable<readonly CallFacts[]>,
  calendar: Calendar,
): ChangedCall[] {
  const collectors = new Map<Workspace, CountCollector>();
  const changed: ChangedCall[] = [];
  for (const facts of portions) {
    for (const ofOneKey of groupByKey(facts)) {
      const { workspace } = ofOneKey[0];
      let collector = collectors.get(workspace);
      if (!collector) collectors.set(workspace, (collector = createCountCollector(workspace, calendar)));
      changed.push(...recordKey(book, collector, ofOneKey));
    }
  }
  for (const { changes } of collectors.values()) book.addCounts(changes);
  return changed;
}

type OneOrMore<T> = readonly [T, ...T[]];

function groupByKey(facts: readonly CallFacts[]): Iterable<OneOrMore<CallFacts>> {
  const groups = new Map<string, [CallFacts, ...CallFacts[]]>();
  for (const fact of facts) {
    const key = `${fact.workspace}\n${fact.callId}\n${fact.caller}`;
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  return groups.values();
}

/** What is told of one call id and one caller: usually one call, but ids are used again. */
function recordKey(book: CallBook, collector: CountCollector, facts: OneOrMore<CallFacts>): ChangedCall[] {
  const { workspace, callId, caller } = facts[0];
  const known = book.findCalls(workspace, callId, caller);
  const changed: ChangedCall[] = [];
  for (const call of foldCalls([...known.map(({ facts }) => facts), ...facts])) {
    // What was known of this call: more than one where an event between two calls has joined them.
    const [before, ...joined] = known
      .filter(({ facts }) => facts.firstAt >= call.firstAt && facts.lastAt <= call.lastAt)
      .toSorted((one, other) => one.id - other.id);
    if (before && joined.length === 0 && isSame(before.facts, call)) continue;
    for (const superfluous of joined) removeCall(book, collector, superfluous);
    changed.push({
      id: before ? changeCall(book, collector, before, call) : addCall(book, collector, call),
      facts: call,
    });
  }
  return changed;
}

/** An event that is told again tells nothing. */
function isSame(one: CallFacts, other: CallFacts): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function addCall(book: CallBook, collector: CountCollector, facts: CallFacts): number {
  const outline = outlineCall(facts);
  count(collector, outline, facts, false, 1);
  const id = book.insertCall(facts, outline);
  changeTimeline(book, collector, facts.workspace, outline, id, 1);
  reviewMissed(book, collector, facts.workspace, outline);
  return id;
}

function removeCall(book: CallBook, collector: CountCollector, { id, facts, calledBack }: StoredCall): void {
  const outline = outlineCall(facts);
  count(collector, outline, facts, calledBack, -1);
  changeTimeline(book, collector, facts.workspace, outline, id, -1);
  book.deleteCall(id);
  reviewMissed(book, collector, facts.workspace, outline);
}

function changeCall(book: CallBook, collector: CountCollector, before: StoredCall, facts: CallFacts): number {
  const { id } = before;
  const { workspace } = facts;
  const [was, is] = [outlineCall(before.facts), outlineCall(facts)];
  const moved = was.direction !== is.direction || was.party !== is.party || was.startedAt !== is.startedAt;
  count(collector, was, before.facts, before.calledBack, -1);
  count(collector, is, facts, false, 1);
  if (moved) changeTimeline(book, collector, workspace, was, id, -1);
  book.updateCall(id, facts, is);
  if (moved) {
    changeTimeline(book, collector, workspace, is, id, 1);
    reviewMissed(book, collector, workspace, was);
  }
  if (moved || is.phase === 'missed') reviewMissed(book, collector, workspace, is);
  return id;
}

function count(
  collector: CountCollector,
  outline: CallOutline,
  facts: CallFacts,
  calledBack: boolean,
  times: 1 | -1,
): void {
  collector.addCall(outline.startedAt, countCall(outline, facts, calledBack), countExtensions(outline, facts), times);
}

/** An incoming call comes (`times` 1) between the one its caller made before and the one after, or goes (-1). */
function changeTimeline(
  book: CallBook,
  collector: CountCollector,
  workspace: Workspace,
  { direction, party, startedAt }: CallOutline,
  id: number,
  times: 1 | -1,
): void {
  if (direction !== 'incoming' || party === WITHHELD) return;
  const before = book.findIncomingBefore(workspace, party, startedAt, id);
  const after = book.findIncomingAfter(workspace, party, startedAt, id);
  collector.addStaleTally(startedAt);
  collector.addCallerStep(before, startedAt, times);
  if (after === null) return;
  collector.addCallerStep(startedAt, after, times);
  collector.addCallerStep(before, after, times === 1 ? -1 : 1);
}

/** Finds out anew which missed calls were called back, among those that a change of this call can concern. */
function reviewMissed(book: CallBook, collector: CountCollector, workspace: Workspace, outline: CallOutline): void {
  const { direction, phase, party, startedAt } = outline;
  if (party === WITHHELD) return;
  if (direction !== 'outgoing' && phase !== 'missed') return;
  const from = direction === 'outgoing' ? startedAt - CALL_BACK_MS : startedAt;
  for (const missed of book.listMissed(workspace, party, from, startedAt)) {
    const calledBack = book.hasOutgoing(workspace, party, missed.startedAt, missed.startedAt + CALL_BACK_MS);
    if (calledBack === missed.calledBack) continue;
    book.setCalledBack(missed.id, calledBack);
    collector.addCalledBack(missed.startedAt, calledBack ? 1 : -1);
  }
}
