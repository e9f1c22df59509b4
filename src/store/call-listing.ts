import type { Database } from 'better-sqlite3';
import type { CallFilter, CallPlace } from '../calls/call-page.ts';
import type { CallState } from '../calls/call.ts';
import type { StoredCall } from '../calls/record-calls.ts';
import type { Workspace } from '../domain/contact.ts';
import { phoneIdsOf, stateColumn } from './call-columns.ts';
import type { CallDictionary } from './call-dictionary.ts';
import { CALL_COLUMNS, toStoredCall, type CallRow } from './call-rows.ts';

/** Calls of the log, newest first. */
export interface CallListing {
  /** At most `limit` calls that come after `after` in this order; from the newest on where that is null. */
  list(workspace: Workspace, filter: CallFilter, after: CallPlace | null, limit: number): StoredCall[];
}

const HOUR_MS = 3_600_000;
const OPEN_STATES: ReadonlySet<CallState> = new Set<CallState>(['ringing', 'connected', 'unfinished']);
const LATEST: CallPlace = { startedAt: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

interface Asked {
  readonly workspace: number;
  readonly from: number;
  readonly to: number;
  readonly state: number | null;
  readonly startedAt: number;
  readonly id: number;
  readonly number: number;
}

/** The calls in a database that is open, for reading at least. */
export function openCallListing(database: Database, dictionary: CallDictionary): CallListing {
  const inTime =
    'started_at >= :from AND started_at < :to AND (started_at, id) < (:startedAt, :id) AND (:state IS NULL OR state = :state)';
  const newestFirst = 'ORDER BY started_at DESC, id DESC';
  const all = database.prepare<[Asked], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls INDEXED BY calls_by_time WHERE workspace = :workspace AND ${inTime} ${newestFirst}`,
  );
  // The list of states is the condition of the index, word for word.
  const open = database.prepare<[Asked], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls INDEXED BY open_calls
     WHERE workspace = :workspace AND state IN (0, 1, 5) AND state = :state AND ${inTime} ${newestFirst}`,
  );
  const ofParty = database.prepare<[Asked], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls INDEXED BY calls_by_party WHERE party = :number AND ${inTime} ${newestFirst}`,
  );
  // The calls of every hour in which the phone was in one; which of them are its own is in their facts.
  const ofHours = database.prepare<[Asked], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM (
       SELECT bucket FROM extension_counts WHERE workspace = :workspace AND grain = 0 AND extension = :number
       AND bucket >= :from / ${HOUR_MS} AND bucket <= min(:to, :startedAt) / ${HOUR_MS} ORDER BY bucket DESC
     ) CROSS JOIN calls INDEXED BY calls_by_time
     WHERE workspace = :workspace AND started_at >= bucket * ${HOUR_MS} AND started_at < (bucket + 1) * ${HOUR_MS}
     AND ${inTime} ORDER BY bucket DESC, started_at DESC, id DESC`,
  );
  const isOwn = database.prepare<[number]>('SELECT 1 FROM numbers WHERE id = ? AND own = 1');

  function* rowsOfPhone(asked: Asked): Iterable<CallRow> {
    for (const row of ofHours.iterate(asked)) {
      if (row.caller === asked.number || phoneIdsOf(row.facts).includes(asked.number)) yield row;
    }
  }

  function rows(filter: CallFilter, asked: Asked): Iterable<CallRow> {
    if (filter.number === undefined) {
      return filter.state !== undefined && OPEN_STATES.has(filter.state) ? open.iterate(asked) : all.iterate(asked);
    }
    const outside = ofParty.iterate(asked);
    return isOwn.get(asked.number) ? mergeNewestFirst(outside, rowsOfPhone(asked)) : outside;
  }

  return {
    list: (workspace, filter, after, limit) => {
      const id = dictionary.findWorkspace(workspace);
      const number = filter.number === undefined ? 0 : dictionary.findParty(id ?? 0, filter.number);
      if (id === undefined || number === undefined || number === null) return [];
      const { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, state } = filter;
      const asked = {
        workspace: id,
        number,
        from,
        to,
        state: state === undefined ? null : stateColumn(state),
        ...(after ?? LATEST),
      };
      const calls: StoredCall[] = [];
      for (const row of rows(filter, asked)) {
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
