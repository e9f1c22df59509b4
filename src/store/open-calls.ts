import type { Database } from 'better-sqlite3';
import type { OpenCallBook } from '../calls/close-calls.ts';
import { stateColumn } from './call-columns.ts';
import type { CallDictionary } from './call-dictionary.ts';
import { CALL_COLUMNS, toStoredCall, type CallRow } from './call-rows.ts';

/** The calls that go on, in a database that its one writer has opened. */
export function openOpenCalls(database: Database, dictionary: CallDictionary): OpenCallBook {
  const open = database.prepare<[number, number, number], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM workspaces JOIN calls INDEXED BY open_calls ON workspace = workspaces.id
     WHERE state IN (0, 1, 5) AND state = ? AND started_at < ? LIMIT ?`,
  );
  const mark = database.prepare<[number, number]>('UPDATE calls SET state = ? WHERE id = ?');
  return {
    listOpen: (phase, instant, most) =>
      open.all(stateColumn(phase), instant, most).map((row) => toStoredCall(row, dictionary)),
    markUnfinished: (id) => void mark.run(stateColumn('unfinished'), id),
  };
}
