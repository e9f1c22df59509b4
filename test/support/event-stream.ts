import { get, type IncomingMessage } from 'node:http';
import type { RunningService } from './start-service.ts';
import { eventually } from './start-service.ts';

interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Somebody who listens to the live calls of a service. */
export interface Listener {
  /** All events so far; blocks without data are none. */
  readonly events: readonly SentEvent[];
  /** What to come back with. */
  lastId(): string;
  /** All that came, comments included. */
  text(): string;
  /** The service has ended the stream, as it does when it stops. */
  ended(): boolean;
  /** The connection was cut off. */
  dropped(): boolean;
  /** Waits until so many events have come. */
  heard(count: number): Promise<readonly SentEvent[]>;
  /** Reads no more from the connection. */
  pause(): void;
  /** Reads on. */
  resume(): void;
  close(): void;
}

/** Listens to `/events`; rejects with the status where that is not 200. */
export async function listen(service: RunningService, lastEventId?: string): Promise<Listener> {
  const headers = {
    authorization: `Bearer ${service.adminToken}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${service.url}/api/v1/events`, { headers, agent: false }, resolve).on('error', reject);
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${response.statusCode}`);
  }
  const events: SentEvent[] = [];
  let text = '';
  let rest = '';
  let lastId = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      lastId = fields.get('id') ?? lastId;
      const data = fields.get('data');
      if (data !== undefined) events.push({ id: lastId, event: fields.get('event') ?? '', data: JSON.parse(data) });
    }
  });
  response.on('error', () => {});
  await eventually(
    async () => text,
    (text) => text.includes('\n\n'),
  );
  return {
    events,
    lastId: () => lastId,
    text: () => text,
    ended: () => response.complete,
    dropped: () => response.destroyed && !response.complete,
    heard: (count) =>
      eventually(
        async () => events,
        ({ length }) => length >= count,
        10_000,
      ),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => void response.destroy(),
  };
}
