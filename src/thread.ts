import { constants, getPriority, platform, setPriority } from 'node:os';
import { parentPort, Worker, type ResourceLimits } from 'node:worker_threads';
import { AppError, type ErrorCode } from './domain/app-error.ts';

type Task = (...args: never) => Promise<unknown>;
/** What a thread can do: functions whose arguments and results can be copied between threads. */
type Tasks<W> = { readonly [K in keyof W]: Task };

/** A thread that does tasks, one after the other. */
export interface Thread<W extends Tasks<W>> {
  /**
   * Asks for a task; what it notes on the way goes to `onNote`. Errors come back as they were thrown there: an AppError
   * as it was thrown, any other with its stack as the message. Rejects with AppError `unavailable` when the thread
   * breaks down, and after `close`.
   */
  call<K extends keyof W & string>(name: K, args: Parameters<W[K]>, onNote?: (note: unknown) => void): ReturnType<W[K]>;
  /** Ends the thread at once, in the middle of what it does. */
  close(): Promise<void>;
}

interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}
interface ToldError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
type Message =
  | { readonly id: number; readonly note: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ToldError };

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onNote: ((note: unknown) => void) | undefined;
}

/** A thread that has had nothing to do for so long is ended: an import leaves tens of megabytes behind. */
const REST_MS = 60_000;

/**
 * A thread that runs the module `script`, named from this folder, which gets `data` as its workerData and calls `serveThread`.
 * `task` says in messages what it is for, as in `writes contacts`. The first call starts it: a service that never asks
 * does not pay for it; one that has rested for a minute is ended. `limits` are those of its memory. When it breaks down, the
 * calls that wait are rejected, and the next one starts a new thread.
 */
export function startThread<W extends Tasks<W>>(
  script: string,
  data: unknown,
  task: string,
  limits: ResourceLimits = {},
): Thread<W> {
  // Tests run the TypeScript sources, and a worker thread only loads the JavaScript that was built of them.
  const folder = import.meta.url.endsWith('.ts') ? '../dist' : '.';
  const url = new URL(`${folder}/${script}.js`, import.meta.url);
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let thread: Worker | undefined;
  let resting: NodeJS.Timeout | undefined;
  let closed = false;

  function start(): Worker {
    const worker = new Worker(url, { workerData: data, resourceLimits: limits });
    worker.on('message', receive);
    worker.on('error', (cause) => breakDown(worker, cause));
    worker.on('exit', () => breakDown(worker, new Error('it has ended')));
    return worker;
  }

  function receive(message: Message): void {
    const waiting = pending.get(message.id);
    if ('note' in message) {
      waiting?.onNote?.(message.note);
      return;
    }
    pending.delete(message.id);
    if ('result' in message) waiting?.resolve(message.result as never);
    else waiting?.reject(toError(message.error));
    if (pending.size === 0) resting = setTimeout(() => void end(), REST_MS).unref();
  }

  async function end(): Promise<void> {
    const worker = thread;
    thread = undefined;
    await worker?.terminate();
  }

  function breakDown(worker: Worker, cause: Error): void {
    if (worker !== thread) return;
    thread = undefined;
    const reason = closed ? 'the program is stopping' : `the thread that ${task} broke down: ${cause.message}`;
    for (const { reject } of pending.values()) reject(new AppError('unavailable', reason, {}, { cause }));
    pending.clear();
  }

  return {
    call: ((name, args, onNote) => {
      if (closed) return Promise.reject(new AppError('unavailable', 'the program is stopping'));
      clearTimeout(resting);
      const worker = (thread ??= start());
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject, onNote });
        worker.postMessage({ id, name, args } satisfies Call);
      });
    }) as Thread<W>['call'],
    close: async () => {
      closed = true;
      clearTimeout(resting);
      await thread?.terminate();
    },
  };
}

/** What serves a task: its arguments, and a way to note something before it is done. */
export type Server<W extends Tasks<W>> = {
  readonly [K in keyof W]: (
    args: Parameters<W[K]>,
    note: (note: unknown) => void,
  ) => ReturnType<W[K]> | Awaited<ReturnType<W[K]>>;
};

/**
 * The thread's side of `startThread`: does what it is told, one task after the other, and on a busy machine only while
 * nobody who rings has to be answered; how much it stands back is its niceness, as of setpriority(2), beyond the process's
 * own: asking for less than that is refused to everybody but root.
 */
export function serveThread<W extends Tasks<W>>(
  server: Server<W>,
  niceness: number = constants.priority.PRIORITY_BELOW_NORMAL,
): void {
  // On Linux it is this thread's own priority, elsewhere it would be that of the whole process.
  if (platform() === 'linux') setPriority(Math.min(getPriority() + niceness, constants.priority.PRIORITY_LOW));
  let before: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', ({ id, name, args }: Call) => {
    before = before.then(async () => {
      try {
        const serve = server[name as keyof W] as (args: readonly unknown[], note: (note: unknown) => void) => unknown;
        tell({ id, result: await serve(args, (note) => tell({ id, note })) });
      } catch (error) {
        tell({ id, error: toldError(error) });
      }
    });
  });
}

function tell(message: Message): void {
  parentPort?.postMessage(message);
}

/** An error's class is lost between threads. */
function toldError(error: unknown): ToldError {
  if (error instanceof AppError) return { code: error.code, message: error.message, detail: error.detail };
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error), detail: {} };
}

function toError({ code, message, detail }: ToldError): Error {
  return code === null ? new Error(message) : new AppError(code, message, detail);
}
