import type { CallFacts, ShownName } from '../calls/call-facts.ts';
import { WITHHELD, type Party } from '../calls/party.ts';
import type { StoredCall } from '../calls/record-calls.ts';
import { signOfDirection, unpackFacts } from './call-columns.ts';
import type { CallDictionary } from './call-dictionary.ts';

/** The columns a call is read from, for a SELECT FROM calls. */
export const CALL_COLUMNS =
  'calls.id AS id, workspace, call_id, caller, direction, started_at, called_back, shown, unnamed, facts';

export interface CallRow {
  readonly id: number;
  readonly workspace: number;
  readonly call_id: string | number;
  readonly caller: number | null;
  readonly direction: number;
  readonly started_at: number;
  readonly called_back: number;
  readonly shown: number | null;
  readonly unnamed: number | null;
  readonly facts: string;
}

/** The call a row holds. Who was erased is withheld, and the call stays what it was counted as. */
export function toStoredCall(row: CallRow, dictionary: CallDictionary): StoredCall {
  let isErased = false;
  const partyOf = (id: number | null): Party => {
    const party = dictionary.partyOf(id);
    isErased ||= id !== null && party === WITHHELD;
    return party;
  };
  const caller = partyOf(row.caller);
  const { shownAt, ...facts } = unpackFacts(row.facts, row.started_at, partyOf);
  return {
    id: row.id,
    calledBack: row.called_back === 1,
    facts: {
      workspace: dictionary.workspaceOf(row.workspace),
      callId: String(row.call_id),
      caller,
      firstAt: row.started_at,
      lastAt: facts.lastAt,
      lastRangAt: facts.lastRangAt,
      lastConnectedAt: facts.lastConnectedAt,
      signs: isErased ? facts.signs | signOfDirection(row.direction) : facts.signs,
      legs: facts.legs,
      shown: toShown(row, shownAt, dictionary),
    } satisfies CallFacts,
  };
}

function toShown({ shown, unnamed }: CallRow, at: number | null, dictionary: CallDictionary): ShownName | null {
  if (at === null) return null;
  const known = shown === null ? undefined : dictionary.shownOf(shown);
  return {
    at,
    name: known?.name ?? null,
    source: known?.source ?? null,
    contactUrl: known?.contactUrl ?? null,
    unnamed: dictionary.reasonOf(unnamed),
  };
}
