import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { CallAnswer } from '../../src/answer-call.ts';
import { openCallLog, type CallLog } from '../../src/call-log/call-log.ts';
import type { CallLogSettings } from '../../src/call-log/settings.ts';
import type { CallPage } from '../../src/calls/call-page.ts';
import type { NumberedChange } from '../../src/calls/live-feed.ts';
import type { CallEvent } from '../../src/domain/call-event.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import { eventually } from '../support/start-service.ts';

const HOOK = { workspace: MAIN_WORKSPACE, callLog: 'full' } as const;

let dataDir: string;
let settings: CallLogSettings;
let log: CallLog;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ringname-call-log-'));
  settings = { dataDir, country: 'NL', timeZone: 'Europe/Amsterdam', retentionDays: 365, hashKey: 'key of the tests' };
  log = openCallLog(settings, pino({ level: 'silent' }));
});
afterEach(async () => {
  await log.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function event(kind: CallEvent['kind'], details: Partial<CallEvent> = {}): CallEvent {
  const none = { status: '', statusDescription: '', direction: '', callerName: '' };
  return {
    kind,
    callId: '1562062791',
    from: '31612345678',
    to: '201',
    timestamp: String(Date.now()),
    ...none,
    ...details,
  };
}

function answer(person: string | null): CallAnswer {
  const chosen =
    person === null
      ? undefined
      : { person, company: null, contactUrl: 'https://crm.example/1', source: 'crm', template: null };
  const display = { template: null, max: 40, charset: 'utf8' } as const;
  const rest = {
    contacts: [],
    number: '31612345678',
    canonical: undefined,
    e164: '+31612345678',
    withheld: false,
    callerName: '',
  };
  const unnamed = person === null ? ('nobody has it' as const) : undefined;
  return { ...rest, chosen, name: person ?? '', display, fallback: { kind: 'empty' }, reason: '', unnamed };
}

const listed = async (number?: string) => {
  const page = await log.listCalls(MAIN_WORKSPACE, { limit: 100, ...(number === undefined ? {} : { number }) });
  return (JSON.parse(page) as CallPage).calls;
};
const written = () =>
  eventually(
    async () => log.counters(),
    ({ waiting, written }) => waiting === 0 && written > 0,
    20_000,
  );

describe('a call', () => {
  test('is listed with what was told, as it rings and after it has ended', async () => {
    log.record(event('incoming-ringing'), HOOK, answer('Jansen'));
    await written();
    expect(await listed()).toEqual([
      expect.objectContaining({ state: 'ringing', from: '+31612345678', to: '201', name: 'Jansen', source: 'crm' }),
    ]);
    log.record(event('connected'), HOOK, undefined);
    log.record(event('disconnected'), HOOK, undefined);
    await eventually(listed, ([call]) => call?.state === 'answered');
  });

  test('without a name has its reason', async () => {
    log.record(event('incoming-ringing'), HOOK, answer(null));
    await written();
    expect(await listed()).toEqual([expect.objectContaining({ name: null, unnamed: 'nobody has it' })]);
  });

  test('is not what only asks for a name, nor an unknown event', async () => {
    log.record(event('name-lookup'), HOOK, answer('Jansen'));
    log.record(event('unknown'), HOOK, undefined);
    log.record(event('incoming-ringing', { callId: 'real' }), HOOK, answer('Jansen'));
    await written();
    expect((await listed()).map(({ callId }) => callId)).toEqual(['real']);
  });

  test('is there after the log was closed and opened again', async () => {
    for (let index = 0; index < 1000; index++)
      log.record(event('incoming-ringing', { callId: `id-${index}` }), HOOK, answer('Jansen'));
    await log.close();
    log = openCallLog(settings, pino({ level: 'silent' }));
    const question = { from: Date.now() - 3_600_000, to: Date.now() + 3_600_000, timeZone: 'Europe/Amsterdam' };
    const statistics = await log.readStatistics(MAIN_WORKSPACE, { ...question, by: 'hour' }, 'json');
    expect(JSON.parse(statistics)).toMatchObject({ calls: 1000 });
  });

  test('of a hook that keeps no numbers is found by its number, and counts', async () => {
    log.record(event('incoming-ringing'), { ...HOOK, callLog: 'hashed' }, answer('Jansen'));
    await written();
    const [call] = await listed('+31612345678');
    expect(call).toMatchObject({
      name: null,
      source: 'crm',
      to: '201',
      from: expect.stringMatching(/^hashed:[\w-]{22}$/),
    });
    expect(await log.eraseCaller(MAIN_WORKSPACE, '+31612345678')).toEqual({ calls: 1, leftoversCleared: true });
    expect(await listed()).toEqual([]);
  });
});

describe('questions', () => {
  test('CSV and export have every call, however many pages they are', async () => {
    for (let index = 0; index < 1200; index++)
      log.record(event('incoming-ringing', { callId: `id-${index}` }), HOOK, answer('=Jansen'));
    await written();
    let csv = '';
    for await (const piece of log.callsCsv(MAIN_WORKSPACE, { state: 'ringing' })) csv += piece;
    const [head, ...lines] = csv.trimEnd().split('\r\n');
    expect(head).toMatch(/^\ufeffid,callId,direction,from,/);
    expect(new Set(lines.map((line) => line.split(',')[1])).size).toBe(1200);
    expect(lines[0]).toContain(",'+31612345678,201,'=Jansen,crm,");

    let json = '';
    for await (const piece of log.exportCaller(MAIN_WORKSPACE, '+31612345678')) json += piece;
    const held = JSON.parse(json) as { number: string; names: unknown[]; calls: unknown[] };
    expect(held.calls).toHaveLength(1200);
    expect(held).toMatchObject({ number: '+31612345678', names: [{ name: '=Jansen', source: 'crm' }] });
  });

  test('that are wrong are refused as they would be in this thread', async () => {
    await expect(log.listCalls(MAIN_WORKSPACE, { limit: 10, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('who listens', () => {
  test('hears of each change, and after a moment away of what came meanwhile', async () => {
    const heard: NumberedChange[] = [];
    let missed = 0;
    const listener = { hear: (changes: readonly NumberedChange[]) => heard.push(...changes), miss: () => missed++ };
    const { unsubscribe } = log.subscribe(MAIN_WORKSPACE, undefined, listener);
    const states = () => heard.map(({ data }) => (JSON.parse(data) as { state: string }).state);
    log.record(event('incoming-ringing'), HOOK, answer('Jansen'));
    await eventually(
      async () => states(),
      (states) => states.length === 1,
    );
    unsubscribe();
    log.record(event('connected'), HOOK, undefined);
    await written();
    log.subscribe(MAIN_WORKSPACE, heard[0]?.id, listener).unsubscribe();
    expect([missed, states()]).toEqual([0, ['ringing', 'connected']]);
  });
});
