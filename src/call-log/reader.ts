import { hashNumber, type CallLogSettings } from './settings.ts';
import { createCalendar } from '../calls/time/calendar.ts';
import {
  parseCursor,
  renderCursor,
  type CallFilter,
  type CallPage,
  type CallPlace,
  type CallQuestion,
} from '../calls/call-page.ts';
import { describeCall } from '../calls/call.ts';
import type { Party } from '../calls/party.ts';
import { createStatisticsReader } from '../calls/statistics/read-statistics.ts';
import type { Statistics, StatisticsQuestion } from '../calls/statistics/statistics.ts';
import { clockOf } from '../calls/time/zone-clocks.ts';
import type { StoredCall } from '../calls/record-calls.ts';
import type { Workspace } from '../domain/contact.ts';
import { openCallReader } from '../store/call-database.ts';
import { openCallDictionary, type KnownName } from '../store/call-dictionary.ts';
import { openCallFigures } from '../store/call-figures.ts';
import { openCallListing } from '../store/call-listing.ts';
import { openCallPrivacy } from '../store/call-privacy.ts';
import { openCallSettings } from '../store/call-settings.ts';

/** Reads a call log; everything is synchronous, and each answer is of one moment. Throws SqliteError. */
export interface CallLogReader {
  /** Throws AppError `invalid` for a cursor that is not ours. */
  listCalls(workspace: Workspace, question: CallQuestion): CallPage;
  /** Throws AppError `invalid` for more periods than anybody looks at. */
  readStatistics(workspace: Workspace, question: StatisticsQuestion): Statistics;
  /** Every name that was shown for a number. */
  listNames(workspace: Workspace, number: Party): readonly KnownName[];
  /** Forgets the numbers and names it remembers: somebody was erased. */
  forget(): void;
  close(): void;
}

/** So long what retention has deleted may still be remembered here; who is erased is forgotten at once. */
const REMEMBERS_MS = 60_000;

/** Opens a log that its writer has opened before. */
export function openCallLogReader(settings: CallLogSettings, now: () => number): CallLogReader {
  const database = openCallReader(settings.dataDir);
  const dictionary = openCallDictionary(database);
  const calendar = createCalendar(openCallSettings(database).findZone() ?? settings.timeZone);
  const listing = openCallListing(database, dictionary);
  const privacy = openCallPrivacy(database, dictionary);
  const readStatistics = createStatisticsReader(openCallFigures(database, dictionary), calendar);

  /** A number may be kept itself, as a hash, or as both where hooks or times differ. */
  const asKept = (number: Party): readonly Party[] => [number, hashNumber(number, settings.hashKey)];

  function list(
    workspace: Workspace,
    { number, ...filter }: CallFilter,
    cursor: CallPlace | null,
    most: number,
  ): StoredCall[] {
    if (number === undefined) return listing.list(workspace, filter, cursor, most);
    return asKept(number)
      .flatMap((number) => listing.list(workspace, { ...filter, number }, cursor, most))
      .toSorted((one, other) => other.facts.firstAt - one.facts.firstAt || other.id - one.id)
      .slice(0, most);
  }

  let remembersSince = now();
  const ofOneMoment = <T>(read: () => T): T => {
    if (now() - remembersSince > REMEMBERS_MS) {
      dictionary.forget();
      remembersSince = now();
    }
    return database.transaction(read)();
  };

  return {
    listCalls: (workspace, { cursor, limit, ...filter }) =>
      ofOneMoment(() => {
        // One more than asked, to know whether there is another page.
        const found = list(workspace, filter, cursor === undefined ? null : parseCursor(cursor), limit + 1);
        const calls = found.slice(0, limit);
        const last = calls.at(-1);
        return {
          // Calls are marked as unfinished every few seconds; until then their own state decides.
          calls: calls
            .map(({ id, facts }) => describeCall(id, facts, now()))
            .filter(({ state }) => filter.state === undefined || state === filter.state),
          next: last && found.length > limit ? renderCursor({ startedAt: last.facts.firstAt, id: last.id }) : null,
        };
      }),
    readStatistics: (workspace, { timeZone, ...question }) =>
      ofOneMoment(() => readStatistics(workspace, question, clockOf(timeZone))),
    listNames: (workspace, number) =>
      ofOneMoment(() => asKept(number).flatMap((number) => privacy.listNames(workspace, number))),
    forget: dictionary.forget,
    close: () => database.close(),
  };
}
