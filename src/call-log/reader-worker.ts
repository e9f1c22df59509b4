import { workerData } from 'node:worker_threads';
import { openCallLogReader, type CallLogReader } from './reader.ts';
import type { CallLogSettings } from './settings.ts';
import type { CallPage, CallQuestion } from '../calls/call-page.ts';
import type { Party } from '../calls/party.ts';
import { formStatistics, type StatisticsForm } from '../calls/statistics/statistics-form.ts';
import type { StatisticsQuestion } from '../calls/statistics/statistics.ts';
import type { Workspace } from '../domain/contact.ts';
import type { KnownName } from '../store/call-dictionary.ts';
import { explainFailure } from '../store/sqlite-failure.ts';
import { serveThread } from '../thread.ts';

/** What the thread does that reads calls; see CallLogReader. Rejects with AppError `unavailable` when it cannot. */
export interface CallLogReading {
  listCalls(workspace: Workspace, question: CallQuestion): Promise<CallPage>;
  /** Answers a text: taking thousands of points apart and together again would hold up the thread that answers calls. */
  readStatistics(workspace: Workspace, question: StatisticsQuestion, form: StatisticsForm): Promise<string>;
  listNames(workspace: Workspace, number: Party): Promise<readonly KnownName[]>;
  forget(): Promise<void>;
}

let open: CallLogReader | undefined;

function work<T>(task: (reader: CallLogReader) => T): T {
  try {
    open ??= openCallLogReader(workerData as CallLogSettings, Date.now);
    return task(open);
  } catch (error) {
    throw explainFailure(error, 'calls.db');
  }
}

serveThread<CallLogReading>({
  listCalls: (args) => work((reader) => reader.listCalls(...args)),
  readStatistics: ([workspace, question, form]) =>
    work((reader) => formStatistics(reader.readStatistics(workspace, question), form)),
  listNames: (args) => work((reader) => reader.listNames(...args)),
  forget: () => work((reader) => reader.forget()),
});
