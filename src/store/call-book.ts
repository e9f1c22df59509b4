import type { Database } from 'better-sqlite3';
import type { CallFacts } from '../calls/call-facts.ts';
import type { CallOutline } from '../calls/call-outline.ts';
import type { Party } from '../calls/party.ts';
import type { CallBook, MissedCall } from '../calls/record-calls.ts';
import type { Workspace } from '../domain/contact.ts';
import { callIdColumn, directionColumn, INCOMING, OUTGOING, packFacts, stateColumn } from './call-columns.ts';
import { openCountWriter } from './call-count-writer.ts';
import type { CallDictionary } from './call-dictionary.ts';
import { CALL_COLUMNS, toStoredCall, type CallRow } from './call-rows.ts';

const MISSED = stateColumn('missed');

/** The values of a call's columns, as the statements take them. */
type CallValues = [
  caller: number | null,
  party: number | null,
  startedAt: number,
  direction: number,
  state: number,
  shown: number | null,
  unnamed: number | null,
  facts: string,
];

/**
 * The calls in a database that its one writer has opened; put a transaction around what belongs together. The statements name
 * their indexes: left to itself, SQLite looks for a call id among all calls of the workspace.
 */
export function openCallBook(database: Database, dictionary: CallDictionary): CallBook {
  const byKey = database.prepare<[number, string | bigint, number | null], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls INDEXED BY calls_by_key WHERE workspace = ? AND call_id = ? AND caller IS ?`,
  );
  const insert = database.prepare<[number, string | bigint, ...CallValues]>(
    `INSERT INTO calls (workspace, call_id, caller, party, started_at, direction, state, shown, unnamed, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare<[...CallValues, number]>(
    `UPDATE calls SET caller = ?, party = ?, started_at = ?, direction = ?, state = ?, shown = ?, unnamed = ?, facts = ?,
     called_back = 0 WHERE id = ?`,
  );
  const remove = database.prepare<[number]>('DELETE FROM calls WHERE id = ?');
  const before = database
    .prepare<[number, number, number], number>(
      `SELECT started_at FROM calls INDEXED BY calls_by_party WHERE party = ? AND started_at <= ? AND id <> ? AND direction = ${INCOMING}
       ORDER BY started_at DESC LIMIT 1`,
    )
    .pluck();
  const after = database
    .prepare<[number, number, number], number>(
      `SELECT started_at FROM calls INDEXED BY calls_by_party WHERE party = ? AND started_at > ? AND id <> ? AND direction = ${INCOMING}
       ORDER BY started_at LIMIT 1`,
    )
    .pluck();
  const outgoing = database.prepare<[number, number, number]>(
    `SELECT 1 FROM calls INDEXED BY calls_by_party WHERE party = ? AND started_at > ? AND started_at <= ? AND direction = ${OUTGOING} LIMIT 1`,
  );
  const missed = database.prepare<[number, number, number], { id: number; startedAt: number; calledBack: number }>(
    `SELECT id, started_at AS startedAt, called_back AS calledBack FROM calls INDEXED BY calls_by_party
     WHERE party = ? AND started_at BETWEEN ? AND ? AND state = ${MISSED}`,
  );
  const setCalledBack = database.prepare<[number, number]>('UPDATE calls SET called_back = ? WHERE id = ?');

  /** Ids of parties are ids within one workspace. */
  const partyId = (workspace: Workspace, party: Party): number =>
    dictionary.idOfParty(dictionary.idOfWorkspace(workspace), party) ?? 0;

  const values = (facts: CallFacts, outline: CallOutline): CallValues => {
    const workspace = dictionary.idOfWorkspace(facts.workspace);
    const party = dictionary.idOfParty(workspace, outline.party);
    const caller = dictionary.idOfParty(workspace, facts.caller);
    const phones = facts.legs.map(({ phone }) => dictionary.idOfParty(workspace, phone));
    const own = [...(outline.direction === 'outgoing' ? [] : phones), outline.direction === 'incoming' ? null : caller];
    for (const id of own) if (id !== null) dictionary.keepParty(id);
    return [
      caller,
      party,
      facts.firstAt,
      directionColumn(outline.direction),
      stateColumn(outline.phase),
      dictionary.idOfShown(party, facts.shown),
      dictionary.idOfReason(facts.shown?.unnamed ?? null),
      packFacts(facts, (phone) => dictionary.idOfParty(workspace, phone)),
    ];
  };

  return {
    findCalls: (workspace, callId, caller) => {
      const id = dictionary.idOfWorkspace(workspace);
      const callerId = dictionary.findParty(id, caller);
      if (callerId === undefined) return [];
      return byKey.all(id, callIdColumn(callId), callerId).map((row) => toStoredCall(row, dictionary));
    },
    insertCall: (facts, outline) => {
      const id = dictionary.idOfWorkspace(facts.workspace);
      return Number(insert.run(id, callIdColumn(facts.callId), ...values(facts, outline)).lastInsertRowid);
    },
    updateCall: (id, facts, outline) => void update.run(...values(facts, outline), id),
    deleteCall: (id) => void remove.run(id),
    findIncomingBefore: (workspace, party, at, except) => before.get(partyId(workspace, party), at, except) ?? null,
    findIncomingAfter: (workspace, party, at, except) => after.get(partyId(workspace, party), at, except) ?? null,
    hasOutgoing: (workspace, party, start, until) =>
      outgoing.get(partyId(workspace, party), start, until) !== undefined,
    listMissed: (workspace, party, from, to) =>
      missed
        .all(partyId(workspace, party), from, to)
        .map(({ id, startedAt, calledBack }): MissedCall => ({ id, startedAt, calledBack: calledBack === 1 })),
    setCalledBack: (id, calledBack) => void setCalledBack.run(Number(calledBack), id),
    addCounts: openCountWriter(database, dictionary),
  };
}
