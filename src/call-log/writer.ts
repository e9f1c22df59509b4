import { unpackEvents } from './event-batch.ts';
import { hashNumber, type CallLogSettings } from './settings.ts';
import { createCalendar } from '../calls/time/calendar.ts';
import { describeCall } from '../calls/call.ts';
import { closeCalls, isUnfinished } from '../calls/close-calls.ts';
import { CALLER_GRAINS, type CallerGrain } from '../calls/count-changes.ts';
import type { CallFacts } from '../calls/call-facts.ts';
import { factsOfEvent, type EventRules } from '../calls/event-facts.ts';
import type { CallChange } from '../calls/live-feed.ts';
import { packTallies } from '../calls/statistics/pack-tallies.ts';
import type { Party } from '../calls/party.ts';
import { recordCalls, type ChangedCall } from '../calls/record-calls.ts';
import { DAY_MS } from '../calls/time/zone-clock.ts';
import type { Workspace } from '../domain/contact.ts';
import { openCallBook } from '../store/call-book.ts';
import { openCallWriter } from '../store/call-database.ts';
import { openCallDictionary } from '../store/call-dictionary.ts';
import { openCallFigures } from '../store/call-figures.ts';
import { openCallPrivacy } from '../store/call-privacy.ts';
import { openCallSettings } from '../store/call-settings.ts';
import { openTallyBook } from '../store/call-tallies.ts';
import { openOpenCalls } from '../store/open-calls.ts';

/** The one writer of a call log; everything it does is synchronous, and whole or not at all. Throws SqliteError. */
export interface CallLogWriter {
  /** Writes batches of events in one transaction; answers the calls they have changed, if that is wanted. */
  record(batches: readonly Uint8Array[], wantsChanges: boolean): CallChange[];
  /** Some of the work that has time: closes calls, deletes what is too old and its leftovers, packs tallies. */
  tidy(): Tidied;
  erase(workspace: Workspace, number: Party): number;
  /** As CallPrivacy.clearLeftovers. */
  clearLeftovers(): boolean;
  close(): void;
}

export interface Tidied {
  /** The calls that were closed. */
  readonly changes: readonly CallChange[];
  /** There is more to do. */
  readonly more: boolean;
}

/** So much of each kind is tidied at once that recording does not wait for it. */
const MOST_CLOSED = 500;
const MOST_PURGED = 1000;
const MOST_PACKED = 5;
/** What is older changes no more, unless events come very late; then it is packed when the program starts again. */
const PACKED_AGAIN_MS = 3 * DAY_MS;

/** Opens the log for writing, a new one if there is none. Throws SqliteError, or AppError for one of a newer program. */
export function openCallLogWriter(settings: CallLogSettings, now: () => number): CallLogWriter {
  const database = openCallWriter(settings.dataDir);
  const kept = openCallSettings(database);
  const calendar = createCalendar(kept.keepZone(settings.timeZone));
  const dictionary = openCallDictionary(database);
  const book = openCallBook(database, dictionary);
  const openCalls = openOpenCalls(database, dictionary);
  const privacy = openCallPrivacy(database, dictionary);
  const figures = openCallFigures(database, dictionary);
  const tallies = openTallyBook(database, dictionary);
  const rules: EventRules = { country: settings.country, hash: (number) => hashNumber(number, settings.hashKey) };
  const retentionMs = settings.retentionDays * DAY_MS;
  let packedUpTo = 0;
  /** What was deleted may still stand in the write-ahead log: also what an earlier run has deleted. */
  let leftovers = true;

  /** In one transaction; what it has put into the dictionary is forgotten when it fails. */
  function whole<T>(work: () => T): T {
    try {
      return database.transaction(work).immediate();
    } catch (error) {
      dictionary.forget();
      throw error;
    }
  }

  function describeChanges(changed: readonly ChangedCall[]): CallChange[] {
    return changed.map(({ id, facts }) => ({
      workspace: facts.workspace,
      data: JSON.stringify(describeCall(id, facts, now())),
    }));
  }

  function purge(): boolean {
    const horizon = now() - retentionMs;
    const purged = privacy.purge(horizon, kept.lastPurgeable(now()), MOST_PURGED);
    if (purged > 0) for (const grain of CALLER_GRAINS) privacy.purgeTallies(grain, calendar[grain].bucketOf(horizon));
    leftovers ||= purged > 0;
    return purged === MOST_PURGED;
  }

  function pack(): boolean {
    const to = now();
    const from = (grain: CallerGrain): number => {
      const { year, month } = calendar;
      const coarse = grain === 'year' || grain === 'month' ? year : month;
      return Math.max(to - retentionMs, coarse.startOf(coarse.bucketOf(packedUpTo)));
    };
    for (const workspace of dictionary.listWorkspaces()) {
      const packed = packTallies(tallies, figures, workspace, calendar, { from, to }, MOST_PACKED);
      if (packed === MOST_PACKED) return true;
    }
    packedUpTo = to - PACKED_AGAIN_MS;
    return false;
  }

  function clearLeftovers(): boolean {
    leftovers = !privacy.clearLeftovers();
    return !leftovers;
  }

  function* factsOf(batches: readonly Uint8Array[]): Generator<readonly CallFacts[]> {
    for (const batch of batches) yield unpackEvents(batch).map((event) => factsOfEvent(event, rules));
  }

  function record(batches: readonly Uint8Array[]): ChangedCall[] {
    const changed = recordCalls(book, factsOf(batches), calendar);
    // A call of long ago that is told today may never have gone on otherwise.
    if (changed.some(({ facts }) => isUnfinished(facts, now()))) closeCalls(openCalls, now(), MOST_CLOSED);
    return changed;
  }

  return {
    record: (batches, wantsChanges) => {
      const changed = whole(() => record(batches));
      return wantsChanges ? describeChanges(changed) : [];
    },
    tidy: () => {
      const closed = whole(() => closeCalls(openCalls, now(), MOST_CLOSED));
      const more = [closed.length === MOST_CLOSED, whole(purge), whole(pack)];
      if (leftovers) clearLeftovers();
      return { changes: describeChanges(closed), more: more.includes(true) };
    },
    erase: (workspace, number) => {
      leftovers = true;
      return whole(() => privacy.erase(workspace, number) + privacy.erase(workspace, rules.hash(number)));
    },
    clearLeftovers,
    close: () => database.close(),
  };
}
