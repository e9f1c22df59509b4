import type { Database } from 'better-sqlite3';
import type { ExtensionCounts } from '../calls/call-counts.ts';
import { CALLER_GRAINS, type CallerGrain, type CountChanges, type HourChange } from '../calls/count-changes.ts';
import { changeDayGaps, type PackedDayGaps } from '../calls/packed/packed-day-gaps.ts';
import {
  changeQuarters,
  QUARTERS_OF_BLOCK,
  type PackedQuarters,
  type PackedQuarterChange,
} from '../calls/packed/packed-quarters.ts';
import type { Party } from '../calls/party.ts';
import { COUNT_COLUMNS, countValues } from './call-columns.ts';
import type { CallDictionary } from './call-dictionary.ts';

/** How grains are numbered in the tables. */
export const GRAIN_COLUMN: Readonly<Record<CallerGrain, number>> = { hour: 0, day: 1, month: 2, year: 3 };

/** Adds what has changed to the tables of counts. */
export function openCountWriter(database: Database, dictionary: CallDictionary): (changes: CountChanges) => void {
  const addQuarter = database.prepare<number[]>(upsert('quarter_counts', ['workspace', 'quarter'], COUNT_COLUMNS));
  const packed = database
    .prepare<[number, number], PackedQuarters>(
      'SELECT quarters FROM quarter_figures WHERE workspace = ? AND stretch = ?',
    )
    .pluck();
  const setPacked = database.prepare<[number, number, PackedQuarters]>(
    'INSERT OR REPLACE INTO quarter_figures (workspace, stretch, quarters) VALUES (?, ?, ?)',
  );
  const addDay = database.prepare<number[]>(upsert('day_counts', ['workspace', 'day'], COUNT_COLUMNS));
  const hoursOfDay = database
    .prepare<[number, number], Buffer>('SELECT hours FROM day_counts WHERE workspace = ? AND day = ?')
    .pluck();
  const setHours = database.prepare<[Uint8Array, number, number]>(
    'UPDATE day_counts SET hours = ? WHERE workspace = ? AND day = ?',
  );
  const callersOfDay = database
    .prepare<[number, number], PackedDayGaps>('SELECT callers FROM day_callers WHERE workspace = ? AND day = ?')
    .pluck();
  const setCallers = database.prepare<[number, number, PackedDayGaps]>(
    'INSERT OR REPLACE INTO day_callers (workspace, day, callers) VALUES (?, ?, ?)',
  );
  const addExtension = database.prepare<number[]>(
    upsert('extension_counts', ['workspace', 'grain', 'bucket', 'extension'], ['calls', 'answered', 'missed']),
  );
  const dropTally = database.prepare<[number, number, number]>(
    'DELETE FROM caller_tallies WHERE workspace = ? AND grain = ? AND bucket = ?',
  );

  const addExtensions = (
    workspace: number,
    grain: CallerGrain,
    buckets: ReadonlyMap<number, ReadonlyMap<Party, ExtensionCounts>>,
  ): void => {
    for (const [bucket, extensions] of buckets) {
      for (const [extension, { calls, answered, missed }] of extensions) {
        const id = dictionary.idOfParty(workspace, extension);
        if (id === null || (calls === 0 && answered === 0 && missed === 0)) continue;
        addExtension.run(workspace, GRAIN_COLUMN[grain], bucket, id, calls, answered, missed);
      }
    }
  };

  return (changes) => {
    const workspace = dictionary.idOfWorkspace(changes.workspace);
    for (const [quarter, { counts }] of changes.quarters) addQuarter.run(workspace, quarter, ...countValues(counts));
    for (const [block, quarters] of groupByBlock(changes.quarters)) {
      setPacked.run(workspace, block, changeQuarters(packed.get(workspace, block) ?? NOTHING, quarters));
    }
    for (const [day, { counts, callers, hours }] of changes.days) {
      addDay.run(workspace, day, ...countValues(counts));
      setHours.run(addNumbers(hoursOfDay.get(workspace, day), listHours(hours)), workspace, day);
      setCallers.run(workspace, day, changeDayGaps(callersOfDay.get(workspace, day) ?? NOTHING, callers));
    }
    for (const grain of CALLER_GRAINS) {
      addExtensions(workspace, grain, changes.extensions[grain]);
      for (const bucket of changes.staleTallies[grain]) dropTally.run(workspace, GRAIN_COLUMN[grain], bucket);
    }
  };
}

/** As packed bytes are when nothing was counted. */
const NOTHING = new Uint8Array();

/** By the number of the block, and in it by the place of the quarter. */
function groupByBlock(quarters: CountChanges['quarters']): Map<number, Map<number, PackedQuarterChange>> {
  const blocks = new Map<number, Map<number, PackedQuarterChange>>();
  for (const [quarter, { counts, callers }] of quarters) {
    const { incoming, outgoing, internal, answered, missed } = counts;
    const number = Math.floor(quarter / QUARTERS_OF_BLOCK);
    const block = blocks.get(number) ?? new Map<number, PackedQuarterChange>();
    block.set(quarter % QUARTERS_OF_BLOCK, { calls: incoming + outgoing + internal, answered, missed, callers });
    blocks.set(number, block);
  }
  return blocks;
}

/** The missed calls of each hour stand behind the calls of all. */
function listHours(hours: ReadonlyMap<number, HourChange>): Map<number, number> {
  return new Map(
    [...hours].flatMap(([hour, { calls, missed }]) => [
      [hour, calls],
      [hour + 24, missed],
    ]),
  );
}

/** Adds to the counts that are there, or makes the row. */
function upsert(table: string, keys: readonly string[], counts: readonly string[]): string {
  const columns = [...keys, ...counts];
  const added = counts.map((column) => `${column} = ${column} + excluded.${column}`);
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${added.join(', ')}`;
}

/** A list of 32-bit numbers as it is kept, with these changes at these indexes. */
function addNumbers(stored: Buffer | undefined, changes: ReadonlyMap<number, number>): Uint8Array {
  const before = readNumbers(stored);
  const numbers = new Int32Array(Math.max(before.length, 1 + Math.max(-1, ...changes.keys())));
  numbers.set(before);
  for (const [index, change] of changes) numbers[index] = (numbers[index] ?? 0) + change;
  return new Uint8Array(numbers.buffer);
}

/** The numbers of a list that is kept. */
export function readNumbers(stored: Buffer | undefined): Int32Array {
  if (!stored) return new Int32Array(0);
  // SQLite gives bytes that begin anywhere; numbers must begin at a multiple of four.
  return new Int32Array(stored.buffer.slice(stored.byteOffset, stored.byteOffset + stored.byteLength));
}
