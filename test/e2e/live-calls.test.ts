import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { askApi } from '../support/api-client.ts';
import { listen, type Listener } from '../support/event-stream.ts';
import { allWritten, tellService, type PbxEvent } from '../support/pbx.ts';
import { eventually, startService, type RunningService } from '../support/start-service.ts';

let service: RunningService;
let listeners: Listener[] = [];
beforeAll(async () => {
  service = await startService({ 'klanten.csv': 'naam,telefoon,contacturl\nSanne,0612345678,https://crm.example/7\n' });
});
afterEach(() => {
  listeners.forEach((listener) => listener.close());
  listeners = [];
});
afterAll(() => service.stop());

async function join(lastEventId?: string): Promise<Listener> {
  const listener = await listen(service, lastEventId);
  listeners.push(listener);
  return listener;
}

let calls = 0;
const newCall = () => `call-${++calls}`;
async function tell(event: PbxEvent['event'], callId: string, from = '0612345678'): Promise<void> {
  await tellService(service, [{ event, callId, from, to: '201', timestamp: Date.now() }]);
  await allWritten(service);
}
const states = ({ events }: Pick<Listener, 'events'>, callId: string) =>
  events.map(({ data }) => data as { callId: string; state: string }).filter((call) => call.callId === callId);

describe('a listener', () => {
  test('hears of a call as it rings, is answered and ends, with its name and where its customer is', async () => {
    const listener = await join();
    const callId = newCall();
    for (const event of ['INCOMING_RINGING', 'CONNECTED', 'DISCONNECTED'] as const) await tell(event, callId);
    await eventually(
      async () => states(listener, callId),
      ({ length }) => length === 3,
    );
    const told = { name: 'Sanne', contactUrl: 'https://crm.example/7', from: '+31612345678', to: '201' };
    expect(states(listener, callId)).toEqual(
      ['ringing', 'connected', 'answered'].map((state) => expect.objectContaining({ state, ...told })),
    );
    const { json } = await askApi(service, 'GET', '/calls?limit=1');
    expect((json as { calls: unknown[] }).calls).toEqual([states(listener, callId).at(-1)]);
  });

  test('who comes back hears what came meanwhile, once, and nothing else', async () => {
    const first = await join();
    const [before, meanwhile, after] = [newCall(), newCall(), newCall()];
    await tell('INCOMING_RINGING', before);
    await eventually(
      async () => states(first, before),
      ({ length }) => length === 1,
    );
    first.close();
    await tell('INCOMING_RINGING', meanwhile);
    await tell('DISCONNECTED', meanwhile);
    const again = await join(first.lastId());
    await tell('INCOMING_RINGING', after);
    await eventually(
      async () => states(again, after),
      ({ length }) => length === 1,
    );
    expect(again.events.map(({ event, data }) => [event, (data as { callId: string }).callId])).toEqual([
      ['call', meanwhile],
      ['call', meanwhile],
      ['call', after],
    ]);
  });

  test('who comes back to another run of the program is told to read the log', async () => {
    const listener = await join('another-run-7');
    expect(await listener.heard(1)).toEqual([expect.objectContaining({ event: 'reset', data: {} })]);
  });

  test('is told so, too, when somebody is erased', async () => {
    const listener = await join();
    await tell('INCOMING_RINGING', newCall(), '0687654321');
    await eventually(
      async () => listener.events,
      (events) => events.some(({ event }) => event === 'call'),
    );
    await askApi(service, 'DELETE', '/callers/0687654321');
    await eventually(
      async () => listener.events.at(-1)?.event,
      (event) => event === 'reset',
    );
    expect((await join(listener.lastId())).text()).not.toContain('87654321');
  });

  test('needs the admin token, in its header', async () => {
    for (const path of ['/events', `/events?token=${service.adminToken}`])
      expect((await fetch(`${service.url}/api/v1${path}`)).status).toBe(401);
  });
});

test('a thousand listeners all hear, and phones get their names meanwhile', async () => {
  for (let many = 0; many < 20; many++) await Promise.all(Array.from({ length: 50 }, () => join()));
  const callId = newCall();
  for (const event of ['INCOMING_RINGING', 'CONNECTED', 'DISCONNECTED'] as const) await tell(event, callId);
  expect(await (await fetch(`${service.hook}?from=0612345678`)).text()).toBe('Sanne');
  await eventually(
    async () => listeners.filter((listener) => states(listener, callId).at(-1)?.state === 'answered').length,
    (count) => count === 1000,
    10_000,
  );
}, 60_000);

test('who does not read is dropped; the others hear all', async () => {
  const [slow, quick] = [await join(), await join()];
  slow.pause();
  let told = 0;
  const isDropped = async () => {
    const events = Array.from({ length: 1000 }, () => ({ event: 'INCOMING_RINGING', callId: newCall() }) as const);
    await tellService(
      service,
      events.map((event) => ({ ...event, from: '0612345678', to: '201', timestamp: Date.now() })),
    );
    told += events.length;
    await allWritten(service);
    return (await (await fetch(`${service.url}/metrics`)).text()).includes('ringname_call_listeners 1\n');
  };
  await eventually(isDropped, Boolean, 60_000);
  await eventually(
    async () => quick.events.filter(({ event }) => event === 'call').length,
    (count) => count >= told,
    10_000,
  );
  slow.resume();
  await eventually(async () => slow.dropped(), Boolean);
  expect(quick.dropped()).toBe(false);
}, 90_000);

test('a service that stops lets its listeners go', async () => {
  const other = await startService();
  const listener = await listen(other);
  expect(await other.stop()).toBe(0);
  await eventually(async () => listener.ended(), Boolean);
});
