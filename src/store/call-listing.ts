import type { Database } from 'better-sqlite3';
import { countExtensions } from '../calls/call-counts.ts';
import { outlineCall } from '../calls/call-outline.ts';
import type { CallFilter, CallPlace } from '../calls/call-page.ts';
import type { CallState } from '../calls/call.ts';
import type { StoredCall } from '../calls/record-calls.ts';
import { HOUR_MS, QUARTER_MS } from '../calls/time/zone-clock.ts';
import type { Workspace } from '../domain/contact.ts';
import { stateColumn } from './call-columns.ts';
import type { CallDictionary } from './call-dictionary.ts';
import { CALL_COLUMNS, toStoredCall, type CallRow } from './call-rows.ts';

/** Calls of the log, newest first. */
export interface CallListing {
  /** At most `limit` calls that come after `after` in this order; from the newest on where that is null. */
  list(workspace: Workspace, filter: CallFilter, after: CallPlace | null, limit: number): StoredCall[];
}

const LATEST: CallPlace = { startedAt: Number.MAX_SAFE_INTEGER - 1, id: Number.MAX_SAFE_INTEGER };

/** What the counts of a time must be for a call in this state to be there; those that are open have an index of their own. */
const COUNTED_IN: Readonly<Partial<Record<CallState, string>>> = {
  answered: 'answered + outgoing_answered + internal > 0',
  missed: 'missed > 0',
  unanswered: 'outgoing + internal > outgoing_answered',
};

/** What the statements take. */
interface BoundValues {
  readonly workspace: number;
  readonly from: number;
  /** Not behind the call after which the page begins, where there is one: an index finds a time, and no place. */
  readonly to: number;
  readonly state: number | null;
  readonly startedAt: number;
  readonly id: number;
  readonly number: number;
}

/** The calls in a database that is open, for reading at least. */
export function openCallListing(database: Database, dictionary: CallDictionary): CallListing {
  const newestFirst = 'started_at DESC, id DESC';
  const select = (from: string, where: string, order = newestFirst) =>
    database.prepare<[BoundValues], CallRow>(
      `SELECT ${CALL_COLUMNS} FROM ${from}
       WHERE ${where} AND (started_at, id) < (:startedAt, :id) AND (:state IS NULL OR state = :state) ORDER BY ${order}`,
    );
  const inTime = 'started_at >= :from AND started_at < :to';
  const all = select('calls INDEXED BY calls_by_time', `workspace = :workspace AND ${inTime}`);
  // The list of states is the condition of the index, word for word.
  const isOpen = `workspace = :workspace AND state IN (0, 1, 5) AND state = :state AND ${inTime}`;
  const open = select('calls INDEXED BY open_calls', isOpen);
  const ofParty = select('calls INDEXED BY calls_by_party', `party = :number AND ${inTime}`);

  /**
   * Only of the buckets of time that a table of counts names: calls that are rare are not looked for among all. Asked times
   * are bound as numbers with a fraction, and divided as such.
   */
  const ofBuckets = (table: string, bucket: string, length: number, where: string, call = '1') =>
    select(
      `(
         SELECT ${bucket} FROM ${table} WHERE workspace = :workspace AND ${where}
         AND ${bucket} > :from / ${length} - 1 AND ${bucket} <= :to / ${length} ORDER BY ${bucket} DESC
       ) CROSS JOIN calls INDEXED BY calls_by_time`,
      // The plus keeps the asked time from being the one that the index is searched by.
      `workspace = :workspace AND started_at >= ${bucket} * ${length} AND started_at < (${bucket} + 1) * ${length}
       AND +started_at >= :from AND +started_at < :to AND ${call}`,
      `${bucket} DESC, ${newestFirst}`,
    );
  const inState = new Map(
    Object.entries(COUNTED_IN).map(([state, counted]) => [
      state,
      ofBuckets('quarter_counts', 'quarter', QUARTER_MS, counted),
    ]),
  );
  // The phone's own calls, and a few others: in packed facts any number may be its id.
  const mayBeOfPhone = `(caller = :number OR instr(facts, ',' || CAST(:number AS INTEGER) || ',') > 0)`;
  const openOfPhone = select('calls INDEXED BY open_calls', `${isOpen} AND ${mayBeOfPhone}`);
  const ofPhone = ofBuckets(
    'extension_counts',
    'bucket',
    HOUR_MS,
    `grain = 0 AND extension = :number AND (:state IS NULL OR :state <> ${stateColumn('missed')} OR missed > 0)`,
    mayBeOfPhone,
  );
  const isOwn = database.prepare<[number]>('SELECT 1 FROM numbers WHERE id = ? AND own = 1');

  /** Those calls that are counted for the phone. */
  function* ofOwn(rows: Iterable<CallRow>, phone: number): Iterable<CallRow> {
    const party = dictionary.partyOf(phone);
    for (const row of rows) {
      const { facts } = toStoredCall(row, dictionary);
      if (countExtensions(outlineCall(facts), facts).has(party)) yield row;
    }
  }

  function rows({ state, number }: CallFilter, bound: BoundValues): Iterable<CallRow> {
    if (number === undefined) {
      if (state === undefined) return all.iterate(bound);
      return (inState.get(state) ?? open).iterate(bound);
    }
    const outside = ofParty.iterate(bound);
    if (!isOwn.get(bound.number)) return outside;
    const isCounted = state === undefined || COUNTED_IN[state] !== undefined;
    return mergeNewestFirst(outside, ofOwn((isCounted ? ofPhone : openOfPhone).iterate(bound), bound.number));
  }

  return {
    list: (workspace, filter, after, limit) => {
      const id = dictionary.findWorkspace(workspace);
      const number = filter.number === undefined ? 0 : dictionary.findParty(id ?? 0, filter.number);
      if (id === undefined || number === undefined || number === null) return [];
      const { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, state } = filter;
      const place = after ?? LATEST;
      const bound: BoundValues = {
        workspace: id,
        number,
        from,
        to: Math.min(to, place.startedAt + 1),
        state: state === undefined ? null : stateColumn(state),
        ...place,
      };
      const calls: StoredCall[] = [];
      for (const row of rows(filter, bound)) {
        calls.push(toStoredCall(row, dictionary));
        if (calls.length === limit) break;
      }
      return calls;
    },
  };
}

/** Two lists that are newest first as one that is; what is in both comes once. */
function* mergeNewestFirst(one: Iterable<CallRow>, other: Iterable<CallRow>): Iterable<CallRow> {
  const [left, right] = [one[Symbol.iterator](), other[Symbol.iterator]()];
  try {
    let [first, second] = [left.next(), right.next()];
    while (!first.done || !second.done) {
      const order = first.done ? 1 : second.done ? -1 : compareNewest(first.value, second.value);
      const row = (order <= 0 ? first : second).value as CallRow;
      if (order <= 0) first = left.next();
      if (order >= 0) second = right.next();
      yield row;
    }
  } finally {
    left.return?.();
    right.return?.();
  }
}

function compareNewest(one: CallRow, other: CallRow): number {
  return other.started_at - one.started_at || other.id - one.id;
}
