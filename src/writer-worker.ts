import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from './domain/app-error.ts';
import { importFile } from './import-file.ts';
import { applySpooledSync } from './spooled-sync.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { ToldError, WriterCall, WriterMessage, WriterWork } from './writer-thread.ts';

/** The thread behind `startWriter`: does what it is told, one piece of work after the other. */
const store = openSqliteStore(workerData as string);

const work: {
  [K in keyof WriterWork]: (call: { id: number; args: Parameters<WriterWork[K]> }) => ReturnType<WriterWork[K]>;
} = {
  importFile: ({ id, args: [job] }) => importFile(store, job, (progress) => tell({ id, progress })),
  applySync: ({ args: [spooled] }) => applySpooledSync(store, spooled),
  recordError: ({ args }) => store.recordError(...args),
  updateSource: ({ args }) => store.updateSource(...args),
  deleteSource: ({ args }) => store.deleteSource(...args),
};

let before: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (call: WriterCall) => {
  before = before.then(async () => {
    try {
      tell({ id: call.id, result: await (work[call.name] as (call: WriterCall) => Promise<unknown>)(call) });
    } catch (error) {
      tell({ id: call.id, error: toldError(error) });
    }
  });
});

function tell(message: WriterMessage): void {
  parentPort?.postMessage(message);
}

/** An error's class is lost between threads. */
function toldError(error: unknown): ToldError {
  if (error instanceof AppError) return { code: error.code, message: error.message, detail: error.detail };
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error), detail: {} };
}
