import { workerData } from 'node:worker_threads';
import { openCallLogReader, type CallLogReader } from './reader.ts';
import type { CallLogSettings } from './settings.ts';
import { formCalls, type CallForm } from '../calls/call-form.ts';
import type { CallQuestion, CallText } from '../calls/call-page.ts';
import type { Party } from '../calls/party.ts';
import { formStatistics, type StatisticsForm } from '../calls/statistics/statistics-form.ts';
import type { StatisticsQuestion } from '../calls/statistics/statistics.ts';
import type { Workspace } from '../domain/contact.ts';
import type { KnownName } from '../store/call-dictionary.ts';
import { explainFailure } from '../store/sqlite-failure.ts';
import { serveThread } from '../thread.ts';

/**
 * What the thread does that reads calls; see CallLogReader. Rejects with AppError `unavailable` when it cannot. It answers
 * texts: taking thousands of calls apart and putting them together again would hold up the thread that answers phones.
 */
export interface CallLogReading {
  readCalls(workspace: Workspace, question: CallQuestion, form: CallForm): Promise<CallText>;
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
  readCalls: ([workspace, question, form]) =>
    work((reader) => {
      const { calls, next } = reader.listCalls(workspace, question);
      return { text: formCalls(calls, form), next };
    }),
  readStatistics: ([workspace, question, form]) =>
    work((reader) => formStatistics(reader.readStatistics(workspace, question), form)),
  listNames: (args) => work((reader) => reader.listNames(...args)),
  forget: () => work((reader) => reader.forget()),
});
