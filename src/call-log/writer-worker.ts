import { workerData } from 'node:worker_threads';
import { openCallLogWriter, type CallLogWriter, type Tidied } from './writer.ts';
import type { CallLogSettings } from './settings.ts';
import type { CallChange } from '../calls/live-feed.ts';
import type { Party } from '../calls/party.ts';
import type { Workspace } from '../domain/contact.ts';
import { explainFailure } from '../store/sqlite-failure.ts';
import { serveThread } from '../thread.ts';

/** What the thread does that writes calls; see CallLogWriter. Rejects with AppError `unavailable` when it cannot. */
export interface CallLogWriting {
  record(batches: readonly Uint8Array[], wantsChanges: boolean): Promise<readonly CallChange[]>;
  tidy(): Promise<Tidied>;
  erase(workspace: Workspace, number: Party): Promise<number>;
  clearLeftovers(): Promise<boolean>;
  close(): Promise<void>;
}

let open: CallLogWriter | undefined;

/** The log is opened by the first task, and again by the next one where that failed: a full disk may have room again. */
function work<T>(task: (writer: CallLogWriter) => T): T {
  try {
    open ??= openCallLogWriter(workerData as CallLogSettings, Date.now);
    return task(open);
  } catch (error) {
    throw explainFailure(error, 'calls.db');
  }
}

/**
 * A call is written in well under half the time in which it is answered. With two fifths of the weight of the thread that
 * answers, this one keeps up with it on the busiest machine: what waits would be lost in a crash.
 */
const NICENESS = 4;

serveThread<CallLogWriting>(
  {
    record: ([batches, wantsChanges]) => work((writer) => writer.record(batches, wantsChanges)),
    tidy: () => work((writer) => writer.tidy()),
    erase: ([workspace, number]) => work((writer) => writer.erase(workspace, number)),
    clearLeftovers: () => work((writer) => writer.clearLeftovers()),
    close: () => work((writer) => writer.close()),
  },
  NICENESS,
);
