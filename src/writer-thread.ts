import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from './domain/app-error.ts';
import type { ImportReport } from './domain/import-report.ts';
import type { ImportJob, ImportProgress } from './import-file.ts';
import type { SpooledSync } from './spooled-sync.ts';
import type { ContactStore } from './store/contact-store.ts';

/** What writes contacts. */
export interface WriterWork {
  importFile(job: ImportJob): Promise<ImportReport>;
  applySync(spooled: SpooledSync): Promise<void>;
  recordError: ContactStore['recordError'];
  updateSource: ContactStore['updateSource'];
  deleteSource: ContactStore['deleteSource'];
}

export interface Writer extends WriterWork {
  importFile(job: ImportJob, onProgress?: (progress: ImportProgress) => void): Promise<ImportReport>;
  /**
   * Ends the work that is being done as if it had not begun, unless it is being committed at this moment; that and
   * whatever is asked from now on is rejected with AppError `unavailable`.
   */
  close(): Promise<void>;
}

/** What goes to the thread, and what comes back. */
export interface WriterCall {
  readonly id: number;
  readonly name: keyof WriterWork;
  readonly args: never;
}
export interface ToldError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
export type WriterMessage =
  | { readonly id: number; readonly progress: ImportProgress }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ToldError };

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: ImportProgress) => void) | undefined;
}

// Tests run the TypeScript sources, and a worker thread only loads the JavaScript that was built of them.
const SCRIPT = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/writer-worker.js' : './writer-worker.js',
  import.meta.url,
);

/**
 * Starts the thread in which all writing of contacts is done, one piece of work after the other, so that the thread that
 * answers calls never waits for a lock. Errors come back as they were thrown there. The first work starts the thread: a
 * service that has nothing to write does not pay for it. A thread that breaks down takes the work that was waiting with
 * it (AppError `unavailable`), and the next work gets a new one.
 */
export function startWriter(dataDir: string): Writer {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let thread: Worker | undefined;
  let closed = false;

  function start(): Worker {
    const worker = new Worker(SCRIPT, { workerData: dataDir });
    worker.on('message', receive);
    worker.on('error', (cause) => breakDown(worker, cause));
    worker.on('exit', () => breakDown(worker, new Error('it has ended')));
    return worker;
  }

  function receive(message: WriterMessage): void {
    const waiting = pending.get(message.id);
    if ('progress' in message) {
      waiting?.onProgress?.(message.progress);
      return;
    }
    pending.delete(message.id);
    if ('result' in message) waiting?.resolve(message.result);
    else waiting?.reject(toError(message.error));
  }

  function breakDown(worker: Worker, cause: Error): void {
    if (worker !== thread) return;
    thread = undefined;
    const reason = closed ? 'the program is stopping' : `the thread that writes contacts broke down: ${cause.message}`;
    for (const { reject } of pending.values()) reject(new AppError('unavailable', reason, {}, { cause }));
    pending.clear();
  }

  function call<T>(name: keyof WriterWork, args: unknown, onProgress?: Pending['onProgress']): Promise<T> {
    if (closed) return Promise.reject(new AppError('unavailable', 'the program is stopping'));
    const worker = (thread ??= start());
    const id = ++lastId;
    return new Promise<T>((resolve, reject) => {
      pending.set(id, { resolve: resolve as Pending['resolve'], reject, onProgress });
      worker.postMessage({ id, name, args });
    });
  }

  return {
    importFile: (job, onProgress) => call('importFile', [job], onProgress),
    applySync: (spooled) => call('applySync', [spooled]),
    recordError: (...args) => call('recordError', args),
    updateSource: (...args) => call('updateSource', args),
    deleteSource: (...args) => call('deleteSource', args),
    close: async () => {
      closed = true;
      await thread?.terminate();
    },
  };
}

function toError({ code, message, detail }: ToldError): Error {
  return code === null ? new Error(message) : new AppError(code, message, detail);
}
