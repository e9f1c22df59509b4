import type { Database } from 'better-sqlite3';
import { DAY_MS } from '../calls/time/zone-clock.ts';

/** What a call log remembers about itself. */
export interface CallSettings {
  /**
   * The time zone by whose days the log counts: the one it was begun with, or `wanted` as long as nothing is counted.
   * Another one can still be asked for: answers are exact in every zone, and fastest in this one.
   */
  keepZone(wanted: string): string;
  findZone(): string | undefined;
  /**
   * The last call that may be deleted for its age. A call of long ago that is told today is kept a day at least, so that
   * somebody can look at what they replayed.
   */
  lastPurgeable(now: number): number;
}

/** The settings in a database that is open; `findZone` for reading, all others for its one writer. */
export function openCallSettings(database: Database): CallSettings {
  const find = database.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck();
  const hasCounts = database.prepare('SELECT 1 FROM quarter_counts LIMIT 1');
  const lastCall = database.prepare<[], number | null>('SELECT max(id) FROM calls').pluck();
  const set = (name: string, value: string): void => {
    database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, value);
  };
  return {
    findZone: () => find.get('zone'),
    keepZone: (wanted) => {
      const kept = find.get('zone');
      if (kept !== undefined && hasCounts.get() !== undefined) return kept;
      set('zone', wanted);
      return wanted;
    },
    lastPurgeable: (now) => {
      const { at, last, before } = JSON.parse(find.get('purgeable') ?? '{"at":0,"last":0,"before":0}') as Purgeable;
      if (now < at + DAY_MS) return before;
      set('purgeable', JSON.stringify({ at: now, last: lastCall.get() ?? 0, before: last } satisfies Purgeable));
      return last;
    },
  };
}

/** Since `at`, calls up to `before` may be deleted; a day after it those up to `last`, which was the last one then. */
interface Purgeable {
  readonly at: number;
  readonly last: number;
  readonly before: number;
}
