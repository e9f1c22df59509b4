import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { ReceivedEvent } from '../src/calls/event-facts.ts';
import { openCallLog } from '../src/call-log/call-log.ts';
import { createHistory } from './call-history.ts';
import { logSettings } from './filled-log.ts';

const EVENTS = 20_000;
const CALLS_OF_HISTORY = 1_000_000;
const LOOK_EVERY_MILLISECONDS = 5;

/** Events a second that a log takes from where calls are answered into its file, in each round, when they come as fast as they can. */
export async function measureWriting(rounds: number): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ringname-bench-'));
  const log = openCallLog(logSettings(directory), pino({ level: 'silent' }));
  const history = createHistory(CALLS_OF_HISTORY);
  const rates: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const events = take(history);
      const started = performance.now();
      for (const { event, workspace } of events)
        log.record({ ...NO_MORE, ...event }, { workspace, callLog: 'full' }, undefined);
      while (log.counters().waiting > 0) await sleep(LOOK_EVERY_MILLISECONDS);
      rates.push((events.length / (performance.now() - started)) * 1000);
    }
    const { dropped } = log.counters();
    if (dropped > 0) throw new Error(`${dropped} events were dropped`);
    return rates;
  } finally {
    await log.close();
    rmSync(directory, { recursive: true });
  }
}

const NO_MORE = { status: '', statusDescription: '', callerName: '' };

/** The next calls of a history, with all their events. */
function take(history: Iterator<readonly ReceivedEvent[], undefined>): ReceivedEvent[] {
  const events: ReceivedEvent[] = [];
  while (events.length < EVENTS) events.push(...(history.next().value ?? []));
  return events;
}
