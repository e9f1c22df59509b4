import type { Database } from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalendar, type Calendar } from '../../src/calls/time/calendar.ts';
import type { CallFacts } from '../../src/calls/call-facts.ts';
import type { CallFigures } from '../../src/calls/statistics/call-figures.ts';
import { recordCalls, type CallBook, type ChangedCall } from '../../src/calls/record-calls.ts';
import { openCallBook } from '../../src/store/call-book.ts';
import { openCallWriter } from '../../src/store/call-database.ts';
import { openCallDictionary, type CallDictionary } from '../../src/store/call-dictionary.ts';
import { openCallFigures } from '../../src/store/call-figures.ts';

/** A call log on disk, in this thread. */
export interface OpenCallLog {
  readonly directory: string;
  readonly database: Database;
  readonly dictionary: CallDictionary;
  readonly book: CallBook;
  readonly figures: CallFigures;
  readonly calendar: Calendar;
  /** In one transaction, as the thread that writes does. */
  record(facts: readonly CallFacts[]): ChangedCall[];
  remove(): void;
}

export function openCallLogOnDisk(zone = 'Europe/Amsterdam'): OpenCallLog {
  const directory = mkdtempSync(join(tmpdir(), 'ringname-calls-'));
  const database = openCallWriter(directory);
  database.pragma('synchronous = OFF');
  const calendar = createCalendar(zone);
  const dictionary = openCallDictionary(database);
  const book = openCallBook(database, dictionary);
  return {
    directory,
    database,
    dictionary,
    book,
    figures: openCallFigures(database, dictionary),
    calendar,
    record: database.transaction((facts: readonly CallFacts[]) => recordCalls(book, [facts], calendar)),
    remove: () => {
      database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
