import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../src/calls/call.ts';
import { askApi } from '../support/api-client.ts';
import { allWritten, metric, tellEvent, tellService, type PbxEvent } from '../support/pbx.ts';
import { describeWithSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { eventually, startService, type RunningService } from '../support/start-service.ts';

const CONTACTS = { 'klanten.csv': 'naam,telefoon\nSanne de Wit,0612345678\n' };

let dataDir: string;
let running: RunningService[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ringname-calls-'));
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  running = [];
  await rm(dataDir, { recursive: true, force: true });
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  const service = await startService(CONTACTS, { DATA_DIR: dataDir, ...environment });
  running.push(service);
  return service;
}

const ring = (callId: string, from = '0612345678'): PbxEvent => ({
  event: 'INCOMING_RINGING',
  callId,
  from,
  to: '201',
  timestamp: Date.now(),
});
const rings = (count: number, name: string) => Array.from({ length: count }, (_, index) => ring(`${name}-${index}`));
const ready = async (service: RunningService) => {
  const response = await fetch(`${service.url}/readyz`);
  return `${response.status} ${await response.text()}`;
};
const countCalls = async (service: RunningService) =>
  ((await askApi(service, 'GET', '/stats')).json as { calls?: number }).calls;
async function listCalls(service: RunningService, query = ''): Promise<readonly Call[]> {
  return ((await askApi(service, 'GET', `/calls?limit=1000${query}`)).json as { calls: Call[] }).calls;
}

describe('what was answered', () => {
  test('is in the log after SIGTERM, to the last event', async () => {
    const service = await start();
    await tellService(service, rings(1500, 'call'));
    expect(await service.stop()).toBe(0);
    expect(await countCalls(await start())).toBe(1500);
  });

  test('is there after kill -9 but for the last second', async () => {
    const service = await start();
    const answeredAt = new Map<string, number>();
    const end = Date.now() + 2500;
    for (let count = 0; Date.now() < end; count++) {
      await tellEvent(service, ring(`call-${count}`));
      answeredAt.set(`call-${count}`, Date.now());
    }
    const killedAt = Date.now();
    service.process.kill('SIGKILL');
    const again = await start();
    const kept = new Set<string>();
    for await (const line of lines(again)) kept.add(line.split(',')[1] ?? '');
    const lost = [...answeredAt].filter(([callId, at]) => at < killedAt - 1000 && !kept.has(callId));
    expect([answeredAt.size > 100, lost]).toEqual([true, []]);
  });
});

async function* lines(service: RunningService): AsyncIterable<string> {
  yield* (await askApi(service, 'GET', '/calls.csv')).text.split('\r\n');
}

/** While the log cannot be written, names are answered, and why is told; when it can again, nothing is missing. */
async function expectToGoOn(service: RunningService, why: RegExp, mend: () => void): Promise<void> {
  const before = (await countCalls(service)) ?? 0;
  const events = rings(300, 'during');
  expect(await tellEvent(service, ring('first'))).toBe('Sanne de Wit');
  await eventually(
    () => ready(service),
    (text) => why.test(text),
    20_000,
  );
  await tellService(service, events);
  expect(await tellEvent(service, ring('last'))).toBe('Sanne de Wit');
  expect(await metric(service, 'ringname_call_log_writing')).toBe(0);
  expect(await metric(service, 'ringname_call_events_waiting')).toBe(302);
  expect(await askApi(service, 'DELETE', '/callers/0612345678')).toMatchObject({ status: 503 });
  mend();
  await allWritten(service);
  expect(await ready(service)).toBe('200 ok\n');
  expect(await metric(service, 'ringname_call_log_writing')).toBe(1);
  expect(await metric(service, 'ringname_call_events_total{outcome="dropped"}')).toBe(0);
  expect(await countCalls(service)).toBe(before + 302);
  const told = service.log().match(/calls are not being written|calls are being written again/g);
  expect(told).toEqual(['calls are not being written', 'calls are being written again']);
}

describe('names go on, and nothing is lost', () => {
  test('while another program holds the log locked', async () => {
    const service = await start();
    await tellService(service, rings(5, 'before'));
    await allWritten(service);
    const other = new Database(join(dataDir, 'calls.db'));
    other.exec('BEGIN IMMEDIATE');
    await expectToGoOn(
      service,
      /^200 ok, but calls are not being written: calls\.db: another program holds it locked \(SQLITE_BUSY\)\n$/,
      () => other.close(),
    );
  }, 60_000);

  test('while the file of the log is none, until it is taken away', async () => {
    const path = join(dataDir, 'calls.db');
    await writeFile(path, 'what was here is no database any more'.repeat(100));
    await expectToGoOn(
      await start(),
      /^200 ok, but .*it is no database: put back a backup, or move the file away/,
      () => rmSync(path),
    );
  }, 60_000);

  describeWithSmallDisk((mount) => {
    let disk: SmallDisk;
    beforeEach(() => {
      disk = mount();
    });
    afterEach(async () => {
      await Promise.all(running.map((service) => service.stop()));
      disk.remove();
    });

    test('while the disk is full', async () => {
      const service = await start({ DATA_DIR: join(disk.path, 'data') });
      await tellService(service, rings(5, 'before'));
      await allWritten(service);
      const filler = join(disk.path, 'filler');
      expect(() => writeFileSync(filler, Buffer.alloc(16_000_000))).toThrow(/ENOSPC/);
      await expectToGoOn(
        service,
        /^200 ok, but calls are not being written: calls\.db: the disk is full \(SQLITE_FULL\)\n$/,
        () => rmSync(filler),
      );
    }, 60_000);
  });
});

describe('what is kept of persons', () => {
  const HASHED = expect.stringMatching(/^hashed:[\w-]{22}$/);
  /** Which of these texts stand in any file of the log. */
  async function findInFiles(texts: readonly string[]): Promise<string[]> {
    const names = (await readdir(dataDir)).filter((name) => name.startsWith('calls.db'));
    const files = await Promise.all(names.map((name) => readFile(join(dataDir, name), 'latin1')));
    return texts.filter((text) => files.some((file) => file.includes(text)));
  }

  test('is no number and no name with CALL_LOG=hashed; callers are counted and found all the same', async () => {
    const service = await start({ CALL_LOG: 'hashed' });
    await tellService(service, [ring('1'), ring('2'), ring('3', '0687654321'), ring('4', 'anonymous')]);
    await allWritten(service);
    expect(await listCalls(service, '&number=0612345678')).toEqual(
      ['2', '1'].map((callId) =>
        expect.objectContaining({ callId, from: HASHED, to: '201', name: null, source: 'klanten' }),
      ),
    );
    expect((await askApi(service, 'GET', '/stats')).json).toMatchObject({ calls: 4, uniqueCallers: 2, knownCalls: 2 });
    expect(await findInFiles(['12345678', '87654321', 'Sanne'])).toEqual([]);
    expect((await askApi(service, 'DELETE', '/callers/0612345678')).json).toMatchObject({ calls: 2 });
    expect((await listCalls(service)).map(({ callId }) => callId).toSorted()).toEqual(['3', '4']);
  });

  test.each([
    ['hashed', [HASHED]],
    ['off', []],
    ['full', ['+31612345678']],
  ])('is up to each hook: %s', async (callLog, kept) => {
    const service = await start({ CALL_LOG: callLog === 'full' ? 'off' : 'full' });
    const { json } = await askApi(service, 'POST', '/hooks', { callLog });
    const { url } = json as { url: string };
    const answer = await fetch(`${url}?callid=1&from=0612345678&to=201&event=INCOMING_RINGING`);
    expect(await answer.text()).toBe('Sanne de Wit');
    await allWritten(service);
    expect((await listCalls(service)).map(({ from }) => from)).toEqual(kept);
  });

  test('is all told of one number, however many calls they are', async () => {
    const service = await start();
    await tellService(service, [...rings(600, 'own'), ring('other', '0687654321')]);
    await allWritten(service);
    const { json, type } = await askApi(service, 'GET', '/callers/+31612345678');
    const { number, names, calls } = json as { number: string; names: unknown[]; calls: Call[] };
    expect([type, number]).toEqual(['application/json; charset=utf-8', '+31612345678']);
    expect(names).toEqual([{ name: 'Sanne de Wit', source: 'klanten', contactUrl: null }]);
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(600);
    expect(calls.every(({ from }) => from === '+31612345678')).toBe(true);
  });

  test('is nothing of who was erased, in any file, beside a server that goes on; the counts stay', async () => {
    const service = await start();
    const others = Array.from({ length: 300 }, (_, index) => ring(`other-${index}`, `0687${654_000 + index}`));
    await tellService(service, [...others.slice(0, 150), ring('1'), ring('2'), ...others.slice(150)]);
    await allWritten(service);
    expect(await findInFiles(['+31612345678', 'Sanne'])).toEqual(['+31612345678', 'Sanne']);
    const before = (await askApi(service, 'GET', '/stats')).json as object;
    const { status, json } = await askApi(service, 'DELETE', '/callers/06-12345678');
    expect([status, json]).toEqual([200, { number: '+31612345678', calls: 2, leftoversCleared: true }]);
    expect(await findInFiles(['+31612345678', 'Sanne', '+31687654123'])).toEqual(['+31687654123']);
    expect((await askApi(service, 'GET', '/callers/0612345678')).json).toMatchObject({ names: [], calls: [] });
    const { topCallers: _some, ...counts } = before as { topCallers: unknown };
    expect((await askApi(service, 'GET', '/stats')).json).toMatchObject(counts);
    expect((await askApi(service, 'DELETE', '/callers/0612345678')).json).toMatchObject({ calls: 0 });
  });

  test('is not asked of withheld callers', async () => {
    const service = await start();
    for (const method of ['GET', 'DELETE'])
      expect(await askApi(service, method, '/callers/anonymous')).toMatchObject({ status: 400 });
  });
});

test('days are those of TIMEZONE, and numbers are read as in COUNTRY', async () => {
  const service = await start({ TIMEZONE: 'America/New_York', COUNTRY: 'DE' });
  await tellService(service, [ring('1', '030 1234567')]);
  await allWritten(service);
  const { json } = await askApi(service, 'GET', '/stats?from=2026-01-05&to=2026-01-06');
  expect(json).toMatchObject({ timeZone: 'America/New_York', from: '2026-01-05T00:00:00-05:00' });
  expect((await listCalls(service, '&number=0301234567')).map(({ from }) => from)).toEqual(['+49301234567']);
});

describe('a question that is wrong is refused with what would be right', () => {
  let service: RunningService;
  beforeEach(async () => {
    service = await start();
  });

  test.each([
    ['/calls?limit=1001', /^limit: a whole number from 1 to 1000/],
    ['/calls?cursor=x', /^cursor: take the value of `next`/],
    ['/calls?sate=missed', /^sate: there is no such parameter; there are from, to, number, state, cursor, limit$/],
    ['/calls?state=missed&state=answered', /^state: give it once$/],
    ['/calls.csv?from=gisteren', /^from: a date as/],
    ['/stats?by=year', /^by: one of hour, day, week, month/],
    ['/stats.csv?tz=Mars', /^tz: an IANA time zone/],
    ['/stats?by=hour&from=2020-01-01&to=2026-01-01', /^that is more than 10000 periods: ask for by=day/],
  ])('%s', async (path, detail) => {
    const answer = await askApi(service, 'GET', path);
    expect([answer.status, answer.json]).toEqual([
      400,
      expect.objectContaining({ detail: expect.stringMatching(detail) }),
    ]);
  });
});
