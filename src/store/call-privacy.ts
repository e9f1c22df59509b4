import type { Database } from 'better-sqlite3';
import type { CallerGrain } from '../calls/count-changes.ts';
import type { Party } from '../calls/party.ts';
import type { Workspace } from '../domain/contact.ts';
import { GRAIN_COLUMN } from './call-count-writer.ts';
import type { CallDictionary, KnownName } from './call-dictionary.ts';

/** Takes persons out of the log. Counts stay: they tell of nobody. */
export interface CallPrivacy {
  /** Deletes all calls with this outside number, its names and the number itself; answers how many calls it were. */
  erase(workspace: Workspace, number: Party): number;
  /** Every name that was shown for the number. */
  listNames(workspace: Workspace, number: Party): readonly KnownName[];
  /** Deletes at most `most` calls of all workspaces that began before `instant`, up to the call `last`; answers how many. */
  purge(instant: number, last: number, most: number): number;
  /** Deletes the tallies of all buckets of a grain before this one. */
  purgeTallies(grain: CallerGrain, before: number): void;
  /**
   * Moves what was committed into the database file and empties the write-ahead log, in which deleted texts may still
   * stand. False while somebody reads an older state: try again.
   */
  clearLeftovers(): boolean;
}

/** Put a transaction around `erase` and `purge`, and none around `clearLeftovers`. */
export function openCallPrivacy(database: Database, dictionary: CallDictionary): CallPrivacy {
  const deleteOfParty = database.prepare<[number]>('DELETE FROM calls WHERE party = ?');
  const deleteNames = database.prepare<[number]>('DELETE FROM shown_names WHERE number = ?');
  const deleteNumber = database.prepare<[number]>('DELETE FROM numbers WHERE id = ?');
  const names = database.prepare<[number], KnownName>(
    'SELECT name, source, contact_url AS contactUrl FROM shown_names WHERE number = ? ORDER BY id',
  );
  const workspaces = database.prepare<[], number>('SELECT id FROM workspaces').pluck();
  const old = database.prepare<[number, number, number, number], { id: number; party: number | null }>(
    `SELECT id, party FROM calls INDEXED BY calls_by_time WHERE workspace = ? AND started_at < ? AND id <= ? ORDER BY started_at LIMIT ?`,
  );
  const deleteCall = database.prepare<[number]>('DELETE FROM calls WHERE id = ?');
  const isInCalls = database.prepare<[number]>('SELECT 1 FROM calls WHERE party = ? LIMIT 1');
  const deleteTallies = database.prepare<[number, number]>('DELETE FROM caller_tallies WHERE grain = ? AND bucket < ?');
  const deleteStranger = database.prepare<[number]>('DELETE FROM numbers WHERE id = ? AND own = 0');

  return {
    erase: (workspace, number) => {
      const id = dictionary.findParty(dictionary.findWorkspace(workspace) ?? 0, number);
      if (id === undefined || id === null) return 0;
      const { changes } = deleteOfParty.run(id);
      deleteNames.run(id);
      deleteNumber.run(id);
      dictionary.forget();
      return changes;
    },
    listNames: (workspace, number) => {
      const id = dictionary.findParty(dictionary.findWorkspace(workspace) ?? 0, number);
      return id === undefined || id === null ? [] : names.all(id);
    },
    purge: (instant, last, most) => {
      let purged = 0;
      const parties = new Set<number>();
      for (const workspace of workspaces.all()) {
        for (const { id, party } of old.all(workspace, instant, last, most - purged)) {
          deleteCall.run(id);
          if (party !== null) parties.add(party);
          purged++;
        }
      }
      for (const party of parties) {
        if (isInCalls.get(party)) continue;
        deleteNames.run(party);
        deleteStranger.run(party);
      }
      if (purged > 0) dictionary.forget();
      return purged;
    },
    purgeTallies: (grain, before) => void deleteTallies.run(GRAIN_COLUMN[grain], before),
    clearLeftovers: () => {
      const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      return result?.busy === 0;
    },
  };
}
