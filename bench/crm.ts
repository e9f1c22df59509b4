import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEmptyFolders } from './loaded-folders.ts';
import { startBaseline, type ServerProcess } from './server-process.ts';
import { ADMIN_TOKEN, startService, TOKEN } from './service.ts';

const LOOK_EVERY_MILLISECONDS = 50;

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

/** A service with one connector, and the CRM behind it. */
export interface ServiceWithCrm {
  readonly service: ServerProcess;
  readonly crm: ServerProcess;
  /** Makes the CRM ill or well, as crm-server.ts says. */
  be(state: string, milliseconds?: number): Promise<void>;
  /** Resolves when all of the CRM's people are in the store. */
  synced(): Promise<void>;
  close(): Promise<void>;
}

/** Its first sync waits for the CRM to be `well`. */
export async function startServiceWithCrm(people: number): Promise<ServiceWithCrm> {
  const crm = await startBaseline('crm-server', [String(people)]);
  const be = async (state: string, milliseconds = 0): Promise<void> => {
    await fetch(`http://127.0.0.1:${crm.port}/be?state=${encodeURIComponent(state)}&milliseconds=${milliseconds}`);
  };
  await be('holding');
  const folders = createEmptyFolders();
  const connectors = join(folders.data, 'connectors');
  mkdirSync(connectors, { recursive: true });
  writeFileSync(join(connectors, 'bench.yaml'), connectorFile(crm.port));
  const start = { caller: personOfCrm(people).number, name: personOfCrm(people).name, patienceSeconds: 60 };
  const service = await startService(folders, start);
  return {
    service,
    crm,
    be,
    async synced() {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      for (;;) {
        const response = await fetch(`http://127.0.0.1:${service.port}/api/v1/sources/bench`, { headers });
        const { contacts } = (await response.json()) as { contacts?: number };
        if (contacts === people) return;
        await sleep(LOOK_EVERY_MILLISECONDS);
      }
    },
    async close() {
      await Promise.all([service.close(), crm.close()]);
    },
  };
}

/** Of the CRM's people those behind `people` are not in its list; it knows them when it is asked by number. */
export function personOfCrm(index: number): { readonly number: string; readonly name: string } {
  return { number: `31${610_000_000 + index}`, name: `Klant ${index}` };
}

/** What a PBX asks when this number rings. */
export function hookUrl(port: number, number: string): string {
  return `http://127.0.0.1:${port}/w/${TOKEN}?status_desc=INCOMING_RINGING&callfrom=${number}`;
}

/** Milliseconds until the whole answer is there; it must hold the text. */
export function timed(url: string, text: string, agent: Agent): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => {
        if (body.includes(text)) resolve(performance.now() - started);
        else reject(new Error(`"${body}" came from ${url}, without "${text}"`));
      });
    }).on('error', reject);
  });
}
