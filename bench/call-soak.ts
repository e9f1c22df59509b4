import { openConnections } from './connections.ts';
import { createCallMaker } from './call-history.ts';
import { createEmptyFolders } from './loaded-folders.ts';
import { createFixedRate, type Ask } from './pace.ts';
import { residentBytes } from './process-usage.ts';
import { startService, TOKEN } from './service.ts';
import { readCallMetrics, untilWritten, type CallMetrics } from './call-metrics.ts';
import { median } from './statistics.ts';
import type { ReceivedEvent } from '../src/calls/event-facts.ts';

/** Events a second; a busy exchange makes a hundredth of them. */
const RATE = 2000;
const CONNECTIONS = 64;
const CALLS = 100_000;
const WORDS: Readonly<Partial<Record<ReceivedEvent['event']['kind'], string>>> = {
  'incoming-ringing': 'INCOMING_RINGING',
  'outgoing-ringing': 'OUTGOING_RINGING',
  connected: 'CONNECTED',
  disconnected: 'DISCONNECTED',
};
const LOOK_MILLISECONDS = 1000;

export interface Soak extends CallMetrics {
  readonly rate: number;
  readonly events: number;
  readonly seconds: number;
  /** Of the service, each second. */
  readonly residentBytes: readonly number[];
  /** How much more in the last third than in the second one: the first one still fills caches. */
  readonly growthBytes: number;
}

/** Tells a service so many events a second, of calls that begin now, and watches its memory. */
export async function soak(seconds: number): Promise<Soak> {
  const service = await startService(createEmptyFolders(), { caller: '31612345678', name: '', patienceSeconds: 30 });
  const resident: number[] = [];
  const looking = setInterval(() => resident.push(residentBytes(service.pid)), LOOK_MILLISECONDS);
  try {
    const events = nowOn();
    let told = 0;
    let failed: unknown;
    const ask: Ask = (connection, since) => {
      connection.since = since;
      connection.socket.write(requestOf(events.next().value));
      told++;
    };
    const pace = createFixedRate(ask, RATE, seconds);
    const onError = (error: unknown): void => void (failed ??= error);
    const answered = (connection: Parameters<Ask>[0]): void => pace.answered(connection, performance.now());
    const connections = await openConnections(service.port, CONNECTIONS, answered, onError);
    const started = performance.now();
    await pace.run(connections);
    const took = (performance.now() - started) / 1000;
    for (const { socket } of connections) socket.destroy();
    if (failed !== undefined) throw new Error('an event was not taken', { cause: failed });
    await untilWritten(service.port);
    const metrics = await readCallMetrics(service.port);
    const third = (from: number): number =>
      median(resident.slice((resident.length * from) / 3, (resident.length * (from + 1)) / 3));
    return {
      rate: RATE,
      events: told,
      seconds: took,
      ...metrics,
      residentBytes: resident,
      growthBytes: third(2) - third(1),
    };
  } finally {
    clearInterval(looking);
    await service.close();
  }
}

/** The events of calls that begin at the moment they are asked for; when they end is told at once. */
function* nowOn(): Generator<ReceivedEvent, never> {
  const make = createCallMaker(CALLS);
  for (;;) yield* make(Date.now());
}

function requestOf({ event: { kind, callId, from, to, timestamp } }: ReceivedEvent): string {
  const query = new URLSearchParams({ callid: callId, callfrom: from, callto: to, timestamp });
  return `GET /w/${TOKEN}?${query.toString()}&status_desc=${WORDS[kind]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
}
