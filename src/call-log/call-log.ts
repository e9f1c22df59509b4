import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { CallAnswer } from '../answer-call.ts';
import { createBusyMeter } from './busy-meter.ts';
import { createRecorder, type RecorderCounters } from './recorder.ts';
import type { CallLogReading } from './reader-worker.ts';
import type { CallLogSettings } from './settings.ts';
import type { CallLogWriting } from './writer-worker.ts';
import { csvOfCalls, exportOfCaller, pageOfCalls, type ReadCalls } from '../calls/call-export.ts';
import type { CallFilter, CallQuestion } from '../calls/call-page.ts';
import { isOfCall, type ToldName } from '../calls/event-facts.ts';
import { createLiveFeed, type FeedListener, type Subscription } from '../calls/live-feed.ts';
import type { Party } from '../calls/party.ts';
import type { StatisticsForm } from '../calls/statistics/statistics-form.ts';
import type { StatisticsQuestion } from '../calls/statistics/statistics.ts';
import type { CallEvent } from '../domain/call-event.ts';
import type { Workspace } from '../domain/contact.ts';
import type { Hook } from '../domain/hook.ts';
import { startThread } from '../thread.ts';

/** Every call counted once. Questions reject with AppError `unavailable` while the log cannot be read. */
export interface CallLog {
  /**
   * Keeps an event that reached a hook and, where a phone rang, what it was told. Never waits and never throws; a plain
   * look-up of a name and an unknown event are not kept. Written within 200 ms unless the machine is full, or the log
   * is not being written: see `whyNotWriting`.
   */
  record(event: CallEvent, hook: Pick<Hook, 'workspace' | 'callLog'>, answer: CallAnswer | undefined): void;
  /** Why calls are not being written, for people; undefined as long as they are. Names are answered all the same. */
  whyNotWriting(): string | undefined;
  counters(): RecorderCounters;
  /** A CallPage as JSON. Rejects with AppError `invalid` for a cursor that is not ours. */
  listCalls(workspace: Workspace, question: CallQuestion): Promise<string>;
  /** All of them, newest first, in pieces of some hundred lines. */
  callsCsv(workspace: Workspace, filter: CallFilter): AsyncIterable<string>;
  /** Rejects with AppError `invalid` for more periods than anybody looks at. */
  readStatistics(workspace: Workspace, question: StatisticsQuestion, form: StatisticsForm): Promise<string>;
  /** Changes of calls as they are written; see LiveFeed. */
  subscribe(workspace: Workspace, lastEventId: string | undefined, listener: FeedListener): Subscription;
  /** How many are subscribed. */
  listeners(): number;
  /** All that is held of one number as the pieces of one JSON document: `{"number","names":[…],"calls":[…]}`. */
  exportCaller(workspace: Workspace, number: Party): AsyncIterable<string>;
  /** Deletes a person from the log, from what is kept for live listeners, and from the leftovers of writing. */
  eraseCaller(workspace: Workspace, number: Party): Promise<Erased>;
  /** Writes what is left, unless that does not work for a few seconds. */
  close(): Promise<void>;
}

interface Erased {
  readonly calls: number;
  /** False when another program reads the log, so that deleted texts may still stand in its write-ahead file. */
  readonly leftoversCleared: boolean;
}

/** What a batch makes is gone after it: a thread left to itself would take six times as much before it cleans up. */
const WRITER_LIMITS = { maxYoungGenerationSizeMb: 8 };
/** What an answer makes is gone after it, and cleaning up within takes longer; who has not been asked for a minute is gone, too. */
const READER_LIMITS = { maxYoungGenerationSizeMb: 32 };
/** As many events as come within minutes on a busy exchange. */
const MOST_WAITING_BYTES = 32 * 1024 ** 2;
const TIDY_MS = 10_000;
const TIDY_MORE_MS = 250;
const CHANGES_REMEMBERED = 1000;
/** So long a listener may be away and still get what came meanwhile. */
const AWAY_MS = 60_000;
const LEFTOVERS_PATIENCE_MS = 30_000;
const LEFTOVERS_RETRY_MS = 250;

/**
 * Opens the call log in the data directory, in threads of its own: whatever is wrong with it is told by `whyNotWriting`
 * and logged, and tried again.
 */
export function openCallLog(settings: CallLogSettings, log: Logger): CallLog {
  const writer = startThread<CallLogWriting>('call-log/writer-worker', settings, 'writes calls', WRITER_LIMITS);
  const reader = startThread<CallLogReading>('call-log/reader-worker', settings, 'reads calls', READER_LIMITS);
  const feed = createLiveFeed(Date.now().toString(36), CHANGES_REMEMBERED);
  let leftAt = -Infinity;
  let failure: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** Changes are only asked for while somebody listens, or may come back: most of the time nobody does. */
  const isListenedTo = (): boolean => feed.listeners() > 0 || Date.now() - leftAt < AWAY_MS;

  async function write(batches: readonly Uint8Array[]): Promise<void> {
    const wantsChanges = isListenedTo();
    const changes = await told(writer.call('record', [batches, wantsChanges]));
    // Who began to listen meanwhile hears that there was something.
    if (wantsChanges) feed.publish(changes);
    else feed.forget();
  }

  async function tidy(): Promise<void> {
    const { changes, more } = await told(writer.call('tidy', []));
    feed.publish(changes);
    tidyLater(more ? TIDY_MORE_MS : TIDY_MS);
  }

  function tidyLater(milliseconds: number): void {
    if (closed) return;
    timer = setTimeout(() => void tidy().catch(() => tidyLater(TIDY_MS)), milliseconds).unref();
  }

  /** Notes and logs when writing begins to fail, and when it goes well again. */
  async function told<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      if (failure !== undefined) log.info('calls are being written again');
      failure = undefined;
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (failure !== reason && !closed)
        log.error({ reason }, 'calls are not being written; names are answered all the same');
      failure = reason;
      throw error;
    }
  }

  const recorder = createRecorder(write, MOST_WAITING_BYTES, createBusyMeter());
  // Makes the file, which the thread that reads does not.
  const opened = tidy().catch(() => tidyLater(TIDY_MS));
  const readCallsOf =
    (workspace: Workspace): ReadCalls =>
    async (...question) => {
      await opened;
      return reader.call('readCalls', [workspace, ...question]);
    };

  return {
    record: (event, { workspace, callLog }, answer) => {
      if (callLog === 'off' || !isOfCall(event.kind)) return;
      recorder.record({
        workspace,
        receivedAt: Date.now(),
        event,
        told: answer ? toldName(answer) : null,
        hashed: callLog === 'hashed',
      });
    },
    whyNotWriting: () => failure,
    counters: recorder.counters,
    listCalls: (workspace, question) => pageOfCalls(readCallsOf(workspace), question),
    callsCsv: (workspace, filter) => csvOfCalls(readCallsOf(workspace), filter),
    readStatistics: async (...question) => {
      await opened;
      return reader.call('readStatistics', question);
    },
    subscribe: (...args) => {
      const subscription = feed.subscribe(...args);
      const unsubscribe = (): void => {
        subscription.unsubscribe();
        leftAt = Date.now();
      };
      return { ...subscription, unsubscribe };
    },
    listeners: feed.listeners,
    exportCaller: async function* (workspace, number) {
      await opened;
      const names = await reader.call('listNames', [workspace, number]);
      yield* exportOfCaller(readCallsOf(workspace), number, names);
    },
    eraseCaller: async (workspace, number) => {
      await recorder.drained();
      const calls = await writer.call('erase', [workspace, number]);
      feed.forget();
      await reader.call('forget', []);
      const patience = Date.now() + LEFTOVERS_PATIENCE_MS;
      let leftoversCleared = await writer.call('clearLeftovers', []);
      while (!leftoversCleared && Date.now() < patience) {
        await wait(LEFTOVERS_RETRY_MS);
        leftoversCleared = await writer.call('clearLeftovers', []);
      }
      return { calls, leftoversCleared };
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await recorder.close();
      await writer.call('close', []).catch(() => undefined);
      await writer.close();
      await reader.close();
    },
  };
}

/** What the phone that rang was told. */
function toldName({ chosen, name, unnamed }: CallAnswer): ToldName {
  if (!chosen) return { name: null, source: null, contactUrl: null, unnamed: unnamed ?? null };
  return { name: name || null, source: chosen.source, contactUrl: chosen.contactUrl, unnamed: null };
}
