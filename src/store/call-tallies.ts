import type { Database } from 'better-sqlite3';
import type { TallyBook } from '../calls/statistics/pack-tallies.ts';
import type { PackedTally } from '../calls/packed/tally.ts';
import { GRAIN_COLUMN } from './call-count-writer.ts';
import type { CallDictionary } from './call-dictionary.ts';

/** The tallies of callers in a database that its one writer has opened. */
export function openTallyBook(database: Database, dictionary: CallDictionary): TallyBook {
  const tallied = database
    .prepare<[number, number, number, number], number>(
      'SELECT bucket FROM caller_tallies WHERE workspace = ? AND grain = ? AND bucket >= ? AND bucket < ?',
    )
    .pluck();
  const save = database.prepare<[number, number, number, PackedTally]>(
    'INSERT OR REPLACE INTO caller_tallies (workspace, grain, bucket, callers) VALUES (?, ?, ?, ?)',
  );
  return {
    listTallied: (workspace, grain, from, to) =>
      tallied.all(dictionary.idOfWorkspace(workspace), GRAIN_COLUMN[grain], from, to),
    saveTally: (workspace, grain, bucket, callers) =>
      void save.run(dictionary.idOfWorkspace(workspace), GRAIN_COLUMN[grain], bucket, callers),
  };
}
