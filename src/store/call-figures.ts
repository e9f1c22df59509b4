import type { Database } from 'better-sqlite3';
import type { CallCounts } from '../calls/call-counts.ts';
import type { CallFigures, DayFigures, ExtensionFigures } from '../calls/statistics/call-figures.ts';
import type { PackedDayGaps } from '../calls/packed/packed-day-gaps.ts';
import type { PackedQuarters } from '../calls/packed/packed-quarters.ts';
import type { PackedTally } from '../calls/packed/tally.ts';
import type { Workspace } from '../domain/contact.ts';
import { INCOMING, COUNT_COLUMNS, countsOfValues, SELECT_COUNT_SUMS } from './call-columns.ts';
import { GRAIN_COLUMN, readNumbers } from './call-count-writer.ts';
import type { CallDictionary } from './call-dictionary.ts';
import { CALL_COLUMNS, toStoredCall, type CallRow } from './call-rows.ts';

/** Who got no name in so many calls has none. */
const CALLS_WITH_NAME = 20;

/** The counts in a database that is open, for reading at least. */
export function openCallFigures(database: Database, dictionary: CallDictionary): CallFigures {
  const quarterSum = database.prepare<[number, number, number], CallCounts>(
    `SELECT ${SELECT_COUNT_SUMS} FROM quarter_counts WHERE workspace = ? AND quarter >= ? AND quarter < ?`,
  );
  const blocks = database
    .prepare<[number, number, number], [block: number, PackedQuarters]>(
      'SELECT stretch, quarters FROM quarter_figures WHERE workspace = ? AND stretch >= ? AND stretch < ? ORDER BY stretch',
    )
    .raw();
  const days = database
    .prepare<[number, number, number], DayRow>(
      `SELECT day, hours, ${COUNT_COLUMNS.join(', ')} FROM day_counts
       WHERE workspace = ? AND day >= ? AND day < ? ORDER BY day`,
    )
    .raw();
  const dayCallers = database
    .prepare<[number, number, number], [day: number, PackedDayGaps]>(
      'SELECT day, callers FROM day_callers WHERE workspace = ? AND day >= ? AND day < ? ORDER BY day',
    )
    .raw();
  const extensions = database.prepare<[number, number, number, number], ExtensionFigures>(
    `SELECT number AS extension, calls, answered, missed FROM (
       SELECT extension, sum(calls) AS calls, sum(answered) AS answered, sum(missed) AS missed FROM extension_counts
       WHERE workspace = ? AND grain = ? AND bucket >= ? AND bucket < ? GROUP BY extension
     ) JOIN numbers ON numbers.id = extension`,
  );
  const tallies = database
    .prepare<[number, number, number, number], [number, PackedTally]>(
      'SELECT bucket, callers FROM caller_tallies WHERE workspace = ? AND grain = ? AND bucket >= ? AND bucket < ? ORDER BY bucket',
    )
    .raw();
  const callers = database
    .prepare<[number, number, number], number>(
      `SELECT party FROM calls WHERE workspace = ? AND started_at >= ? AND started_at < ? AND direction = ${INCOMING}
       AND party IS NOT NULL`,
    )
    .pluck();
  const called = database.prepare<[number, number, number]>(
    `SELECT 1 FROM calls INDEXED BY calls_by_party
     WHERE party = ? AND started_at >= ? AND started_at < ? AND direction = ${INCOMING} LIMIT 1`,
  );
  const largest = database.prepare<[], number | null>('SELECT max(id) FROM numbers').pluck();
  const calls = database.prepare<[number, number, number], CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls WHERE workspace = ? AND started_at >= ? AND started_at < ? ORDER BY started_at, id`,
  );
  const lastShown = database
    .prepare<[number, number], string>(
      `SELECT name FROM (SELECT shown FROM calls WHERE party = ? ORDER BY started_at DESC LIMIT ?)
       JOIN shown_names ON shown_names.id = shown WHERE name IS NOT NULL LIMIT 1`,
    )
    .pluck();

  /** Ids begin at 1: in a workspace without calls nothing is found. */
  const idOf = (workspace: Workspace): number => dictionary.findWorkspace(workspace) ?? 0;

  return {
    sumQuarters: (workspace, from, to) => quarterSum.get(idOf(workspace), from, to) as CallCounts,
    listQuarterBlocks: (workspace, from, to) => blocks.all(idOf(workspace), from, to),
    listDays: (workspace, from, to) => days.all(idOf(workspace), from, to).map(toDayFigures),
    listDayCallers: (workspace, from, to) => dayCallers.all(idOf(workspace), from, to),
    sumExtensions: (workspace, grain, from, to) => extensions.all(idOf(workspace), GRAIN_COLUMN[grain], from, to),
    listTallies: (workspace, grain, from, to) => tallies.iterate(idOf(workspace), GRAIN_COLUMN[grain], from, to),
    listCallers: (workspace, from, to) => callers.iterate(idOf(workspace), from, to),
    hasCalled: (caller, from, to) => called.get(caller, from, to) !== undefined,
    largestCaller: () => largest.get() ?? 0,
    listCalls: function* (workspace, from, to) {
      for (const row of calls.iterate(idOf(workspace), from, to)) yield toStoredCall(row, dictionary);
    },
    findNumber: (caller) => dictionary.partyOf(caller) || undefined,
    findLastName: (caller) => lastShown.get(caller, CALLS_WITH_NAME),
  };
}

/** Of a row, which is twice as fast as an object of so many columns: a year's comparison reads seven hundred. */
type DayRow = [day: number, hours: Buffer, ...counts: number[]];

function toDayFigures(row: DayRow): DayFigures {
  const [day, hours] = row;
  return { day, counts: countsOfValues(row, 2), hours: readNumbers(hours) };
}
