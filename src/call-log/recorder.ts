import { setTimeout as wait } from 'node:timers/promises';
import { packEvents } from './event-batch.ts';
import type { ReceivedEvent } from '../calls/event-facts.ts';
import { AppError } from '../domain/app-error.ts';

/** Takes events from where calls are answered, and hands them on in batches. */
export interface Recorder {
  /** Costs next to nothing, never waits and never throws: what cannot be kept is counted as dropped. */
  record(event: ReceivedEvent): void;
  /** Resolves when all that was recorded before is written; rejects with the reason when writing fails. */
  drained(): Promise<void>;
  counters(): RecorderCounters;
  /** Writes what is left; when nothing can be written for a few seconds the rest is given up, and counted as dropped. */
  close(): Promise<void>;
}

export interface RecorderCounters {
  readonly written: number;
  readonly dropped: number;
  readonly waiting: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** How long an event waits for others at most. */
const BATCH_MS = 100;
/** Few enough to be packed in a fraction of a millisecond. */
const MOST_IN_BATCH = 256;
/** So many batches are written at once, for a transaction costs as much as a hundred events; it takes a tenth of a second. */
const MOST_TOGETHER = 16;
/**
 * After each write the log rests so many times as long as it took, when the thread that answers has nothing but work; a quarter
 * of that when it is half busy, and not at all when nobody rings. On a full machine those who ring come first.
 */
const RESTS = 12;
const LONGEST_REST_MS = 1000;
/** From this part of what may wait on it does not rest: events would soon be dropped. */
const NEARLY_FULL = 7 / 8;
const RETRY_MS = 1000;
const CLOSE_PATIENCE_MS = 5000;

interface Batch {
  readonly bytes: Uint8Array;
  readonly events: number;
}

/**
 * `write` writes batches. While it rejects with AppError `unavailable` it is tried again each second, and what comes
 * meanwhile waits in memory, up to `mostBytes`; a batch that fails alone for another reason is dropped. A batch may be written
 * twice: events are recognised. `busyness` tells how busy the thread that answers has been since it was asked last, 0 to 1.
 */
export function createRecorder(
  write: (batches: readonly Uint8Array[]) => Promise<void>,
  mostBytes: number,
  busyness: () => number,
): Recorder {
  let queue: Batch[] = [];
  let events: ReceivedEvent[] = [];
  let queuedBytes = 0;
  let queuedEvents = 0;
  let written = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let endPause: (() => void) | undefined;
  let closing = false;
  let waiters: Waiter[] = [];

  function pack(): void {
    if (events.length === 0) return;
    const batch = { bytes: packEvents(events), events: events.length };
    events = [];
    queue.push(batch);
    queuedBytes += batch.bytes.length;
    queuedEvents += batch.events;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    pack();
    if (queue.length > 0) startWriting();
  }

  function startWriting(): void {
    writing ??= writeQueue().finally(() => {
      writing = undefined;
      if (queue.length > 0) startWriting();
    });
  }

  async function writeQueue(): Promise<void> {
    let together = MOST_TOGETHER;
    while (queue.length > 0) {
      const batches = queue.slice(0, together);
      const count = batches.reduce((sum, batch) => sum + batch.events, 0);
      const started = performance.now();
      try {
        await write(batches.map(({ bytes }) => bytes));
        written += count;
      } catch (error) {
        if (!isPassing(error) && batches.length > 1) {
          // Some can be written without the one that cannot.
          together = 1;
          continue;
        }
        settle(({ reject }) => reject(error));
        if (isPassing(error)) {
          await pause(RETRY_MS);
          continue;
        }
        together = MOST_TOGETHER;
        dropped += count;
      }
      if (batches[0] !== queue[0]) break;
      queue.splice(0, batches.length);
      for (const { bytes } of batches) queuedBytes -= bytes.length;
      queuedEvents -= count;
      if (!closing && waiters.length === 0 && queuedBytes < NEARLY_FULL * mostBytes) {
        await pause(Math.min(RESTS * busyness() ** 2 * (performance.now() - started), LONGEST_REST_MS));
      }
    }
    settle(({ resolve }) => resolve());
  }

  function settle(outcome: (waiter: Waiter) => void): void {
    const settled = waiters;
    waiters = [];
    settled.forEach(outcome);
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      endPause = resolve;
      setTimeout(resolve, milliseconds).unref();
    });
  }

  function giveUp(): void {
    dropped += queuedEvents;
    queue = [];
    queuedBytes = 0;
    queuedEvents = 0;
    endPause?.();
  }

  return {
    record: (event) => {
      if (queuedBytes >= mostBytes) {
        dropped++;
        return;
      }
      events.push(event);
      if (events.length >= MOST_IN_BATCH) pack();
      timer ??= setTimeout(flush, BATCH_MS);
    },
    drained: () => {
      flush();
      if (queue.length === 0) return Promise.resolve();
      endPause?.();
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    counters: () => ({ written, dropped, waiting: queuedEvents + events.length }),
    close: async () => {
      closing = true;
      flush();
      endPause?.();
      for (let before = -1; queue.length > 0 && written !== before;) {
        before = written;
        const patience = new AbortController();
        await Promise.race([writing, wait(CLOSE_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {})]);
        patience.abort();
      }
      giveUp();
    },
  };
}

/** Whether the same batch can be written later. */
function isPassing(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable';
}
