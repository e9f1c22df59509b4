import { request, Agent } from 'node:http';
import type { RunningService } from './start-service.ts';
import { eventually } from './start-service.ts';

export interface PbxEvent {
  readonly event: 'INCOMING_RINGING' | 'OUTGOING_RINGING' | 'CONNECTED' | 'DISCONNECTED';
  readonly callId: string;
  readonly from: string;
  readonly to: string;
  /** As sent; a number is in milliseconds since 1970. */
  readonly timestamp: string | number;
}

/** The webhook's URL for an event, in one of the two forms a PBX may have been given. */
function urlOfEvent(hook: string, event: PbxEvent, form: 'query' | 'path' = 'query'): string {
  const direction = event.event === 'OUTGOING_RINGING' ? 'out' : 'in';
  const values = [event.callId, event.from, event.to, '0', event.event, direction, String(event.timestamp)];
  if (form === 'path') return [hook, ...values.map(encodeURIComponent)].join('/');
  const names = ['callid', 'callfrom', 'callto', 'status', 'status_desc', 'direction', 'timestamp'];
  const query = new URLSearchParams(names.map((name, index): [string, string] => [name, values[index] ?? '']));
  return `${hook}?${query.toString()}`;
}

/** What the webhook answers to an event. */
export function tellEvent(service: RunningService, event: PbxEvent): Promise<string> {
  return get(urlOfEvent(service.hook, event));
}

/** Tells a service these events over a few connections, in no certain order; resolves when all are answered. */
export async function tellService(service: RunningService, events: readonly PbxEvent[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const urls = events.map((event, index) => urlOfEvent(service.hook, event, index % 2 === 0 ? 'query' : 'path'));
  try {
    await Promise.all(urls.map((url) => get(url, agent)));
  } finally {
    agent.destroy();
  }
}

function get(url: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${url}: ${response.statusCode}`));
      });
    });
    call.on('error', reject).end();
  });
}

/** One figure of `/metrics`. */
export async function metric(service: RunningService, name: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const line = text.split('\n').find((line) => line.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

/** Waits until a service has written all events it was told. */
export async function allWritten(service: RunningService): Promise<void> {
  await eventually(
    () => metric(service, 'ringname_call_events_waiting'),
    (waiting) => waiting === 0,
    20_000,
  );
}
