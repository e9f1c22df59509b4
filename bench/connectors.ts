import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { createEmptyFolders } from './loaded-folders.ts';
import { residentBytes } from './process-usage.ts';
import { startBaseline } from './server-process.ts';
import { ADMIN_TOKEN, startService, TOKEN } from './service.ts';
import { median } from './statistics.ts';

const PEOPLE = 200_000;
const LOOKUPS = 300;
const LOOK_EVERY_MILLISECONDS = 50;
const TIDYING_MILLISECONDS = 2000;

const connectorFile = (port: number): string => `
connector: 1
name: Bench
proven: real server
baseUrl: http://127.0.0.1:${port}
privateHosts: [127.0.0.1:${port}]
auth: { type: none }
rate: { concurrency: 8 }
collections:
  people:
    fields: { id: id, person: name, phones: phone }
    lookup: { request: { path: /people, query: { phone: '{{$phone.nsn}}' } }, records: body.people }
    sync:
      request: { path: /people, query: { offset: '{{$offset}}' } }
      records: body.people
      paginate: { by: offset, size: 1000 }
`;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** A CRM behind a connector: what asking it adds to its own answer time, and how fast its contacts are fetched. */
export const benchmarkConnectors: Benchmark = async () => {
  const crm = await startBaseline('crm-server', [String(PEOPLE)]);
  const folders = createEmptyFolders();
  const connectors = join(folders.data, 'connectors');
  mkdirSync(connectors, { recursive: true });
  writeFileSync(join(connectors, 'bench.yaml'), connectorFile(crm.port));
  const caller = (index: number): string => `316${String(10_000_000 + PEOPLE + index).slice(-8)}`;
  const service = await startService(folders, { caller: caller(0), name: `Klant ${PEOPLE}`, patienceSeconds: 60 });
  try {
    await firstSync(service.port);
    const sync = await measureSync(service.port, service.pid);
    const own: number[] = [];
    const live: number[] = [];
    for (let index = 1; index <= LOOKUPS; index += 1) {
      const number = caller(index);
      own.push(await timed(`http://127.0.0.1:${crm.port}/people?phone=${number.slice(2)}`, `Klant ${PEOPLE + index}`));
      const hook = `http://127.0.0.1:${service.port}/w/${TOKEN}?status_desc=INCOMING_RINGING&callfrom=${number}`;
      live.push(await timed(hook, `Klant ${PEOPLE + index}`));
    }
    return {
      figures: [
        {
          name: 'live look-up, ms over the CRM’s own answer time',
          value: median(live) - median(own),
          goal: { bound: 'at most', value: 3 },
        },
        { name: 'sync, contacts a second', value: PEOPLE / sync.seconds },
        { name: `resident memory while syncing ${PEOPLE} contacts, MB above idle`, value: sync.bytesAboveIdle / 1e6 },
      ],
      measurements: { own, live, sync },
    };
  } finally {
    agent.destroy();
    await Promise.all([service.close(), crm.close()]);
  }
};

/** The service syncs when it starts; that is not to be in the way of what is measured. */
async function firstSync(port: number): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/sources/bench`, { headers });
    const source = (await response.json()) as { contacts?: number };
    // The thread that writes tidies up behind a sync before the next one may begin.
    if (source.contacts === PEOPLE) return sleep(TIDYING_MILLISECONDS);
    await sleep(LOOK_EVERY_MILLISECONDS);
  }
}

async function measureSync(port: number, pid: number): Promise<{ seconds: number; bytesAboveIdle: number }> {
  const idle = residentBytes(pid);
  let highest = idle;
  const timer = setInterval(() => {
    highest = Math.max(highest, residentBytes(pid));
  }, LOOK_EVERY_MILLISECONDS);
  const started = performance.now();
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const url = `http://127.0.0.1:${port}/api/v1/sources/bench/sync?force=true`;
  const response = await fetch(url, { method: 'POST', headers });
  const summary = (await response.json()) as { contacts?: number };
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  if (summary.contacts !== PEOPLE) throw new Error(`the sync answered ${JSON.stringify(summary)}`);
  return { seconds, bytesAboveIdle: highest - idle };
}

/** Milliseconds until the whole answer is there; it must hold the name. */
function timed(url: string, name: string): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => {
        if (body.includes(name)) resolve(performance.now() - started);
        else reject(new Error(`"${body}" came from ${url}, without "${name}"`));
      });
    }).on('error', reject);
  });
}
