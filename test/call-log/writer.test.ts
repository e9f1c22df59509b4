import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packEvents } from '../../src/call-log/event-batch.ts';
import { openCallLogReader, type CallLogReader } from '../../src/call-log/reader.ts';
import { callLogSettings } from '../../src/call-log/settings.ts';
import { openCallLogWriter, type CallLogWriter } from '../../src/call-log/writer.ts';
import { parseConfig } from '../../src/config.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import { openCallReader } from '../../src/store/call-database.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Noon of a Monday in Amsterdam. */
const BEGIN = Date.UTC(2026, 0, 5, 11);

let dataDir: string;
let now: number;
let writer: CallLogWriter;
let reader: CallLogReader;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'ringname-call-log-'));
  now = BEGIN;
  open();
});
afterEach(() => {
  reader.close();
  writer.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function open(): void {
  const settings = {
    dataDir,
    country: 'NL',
    timeZone: 'Europe/Amsterdam',
    retentionDays: 30,
    hashKey: 'key of the tests',
  } as const;
  writer = openCallLogWriter(settings, () => now);
  reader = openCallLogReader(settings, () => now);
}

function ring(callId: string, from: string, timestamp = now, hashed = false): void {
  const event = {
    kind: 'incoming-ringing',
    callId,
    from,
    to: '201',
    direction: 'in',
    timestamp: String(timestamp),
  } as const;
  const told = { name: 'Jansen', source: 'crm', contactUrl: null, unnamed: null };
  writer.record([packEvents([{ workspace: MAIN_WORKSPACE, receivedAt: now, event, told, hashed }])], false);
}

function tidyAll(): void {
  while (writer.tidy().more);
}

const callIds = () => reader.listCalls(MAIN_WORKSPACE, { limit: 100 }).calls.map(({ callId }) => callId);
const names = (number: string) => reader.listNames(MAIN_WORKSPACE, number).map(({ name }) => name);
const counts = () => {
  const question = {
    from: BEGIN - 400 * DAY,
    to: BEGIN + 400 * DAY,
    by: 'month',
    timeZone: 'Europe/Amsterdam',
  } as const;
  const { calls, uniqueCallers, knownCalls } = reader.readStatistics(MAIN_WORKSPACE, question);
  return { calls, uniqueCallers, knownCalls };
};

/** A service tidies every few seconds; what must be a day old here has been seen the day before. */
function passDays(days: number): void {
  for (let day = 0; day < days; day++) {
    now += DAY;
    tidyAll();
  }
}

test('calls are deleted when they are as old as they may be, with the names of who did not call again; counts stay', () => {
  ring('first', '0612345678');
  ring('other', '0687654321');
  passDays(20);
  ring('again', '0687654321');
  const before = counts();
  passDays(9);
  expect(callIds()).toEqual(['again', 'other', 'first']);
  passDays(2);
  expect(callIds()).toEqual(['again']);
  expect([names('+31612345678'), names('+31687654321')]).toEqual([[], ['Jansen']]);
  passDays(30);
  expect([callIds(), counts()]).toEqual([[], before]);
});

test('who was deleted for their age is among the top callers no more, though it was just shown there', () => {
  const topCallers = () => {
    const question = {
      from: BEGIN - 12 * HOUR,
      to: BEGIN + 12 * HOUR,
      by: 'day',
      timeZone: 'Europe/Amsterdam',
    } as const;
    return reader.readStatistics(MAIN_WORKSPACE, question).topCallers.map(({ number }) => number);
  };
  for (let index = 0; index < 70; index++) ring(`call ${index}`, '0612345678', BEGIN + index);
  passDays(30);
  expect(topCallers()).toEqual(['+31612345678']);
  // The rest of that day is not too old yet, and so its tally stays.
  now += HOUR;
  tidyAll();
  expect(topCallers()).toEqual([]);
});

test('until now, who calls again after their first call was deleted is one caller', () => {
  ring('first', '0612345678');
  passDays(20);
  now += 5 * 60_000;
  ring('again', '0612345678');
  const uniqueCallers = () => {
    const question = { from: BEGIN - DAY, to: now + 60_000, by: 'month', timeZone: 'Europe/Amsterdam' } as const;
    return reader.readStatistics(MAIN_WORKSPACE, question).uniqueCallers;
  };
  const again = now;
  passDays(11);
  now = again;
  expect([callIds(), uniqueCallers()]).toEqual([['again'], 1]);
});

test('who called later in the last quarter of an hour is not counted, also when they were erased', () => {
  ring('asked', '0612345678');
  ring('later', '0687654321', BEGIN + 5 * 60_000);
  writer.erase(MAIN_WORKSPACE, '+31687654321');
  const question = { from: BEGIN - DAY, to: BEGIN + 60_000, by: 'day', timeZone: 'Europe/Amsterdam' } as const;
  expect(reader.readStatistics(MAIN_WORKSPACE, question).uniqueCallers).toBe(1);
});

test('a number that is kept itself and as a hash is found as both, page after page', () => {
  for (const [index, callId] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    ring(callId, '0612345678', BEGIN + index * 60_000, index % 2 === 1);
  }
  now += HOUR;
  const found: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = reader.listCalls(MAIN_WORKSPACE, { number: '+31612345678', limit: 2, ...(cursor ? { cursor } : {}) });
    found.push(...page.calls.map(({ callId }) => callId));
    cursor = page.next;
  }
  expect(found).toEqual(['e', 'd', 'c', 'b', 'a']);
});

describe('in no file of the log, not in what is left of writing either, is', () => {
  const findInFiles = (text: string) =>
    readdirSync(dataDir).filter((name) => readFileSync(join(dataDir, name), 'latin1').includes(text));

  test('what was too old', () => {
    ring('first', '0612345678');
    expect(findInFiles('+31612345678')).not.toEqual([]);
    passDays(32);
    expect(findInFiles('+31612345678')).toEqual([]);
  });

  test('who was erased while another program was reading, once that is done', () => {
    ring('first', '0612345678');
    const other = openCallReader(dataDir);
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM calls').get();
    expect(writer.erase(MAIN_WORKSPACE, '+31612345678')).toBe(1);
    expect(writer.clearLeftovers()).toBe(false);
    expect(findInFiles('+31612345678')).toEqual(['calls.db-wal']);
    other.close();
    writer.tidy();
    expect(findInFiles('+31612345678')).toEqual([]);
  });

  test('what an earlier run has deleted', () => {
    ring('first', '0612345678');
    const other = openCallReader(dataDir);
    writer.erase(MAIN_WORKSPACE, '+31612345678');
    // As after a crash: nobody has put the write-ahead log in order.
    for (const name of readdirSync(dataDir)) copyFileSync(join(dataDir, name), join(dataDir, `${name}.copy`));
    other.close();
    reader.close();
    writer.close();
    for (const name of ['calls.db', 'calls.db-wal']) renameSync(join(dataDir, `${name}.copy`), join(dataDir, name));
    rmSync(join(dataDir, 'calls.db-shm.copy'));
    expect(findInFiles('+31612345678')).toEqual(['calls.db-wal']);
    open();
    writer.tidy();
    expect(findInFiles('+31612345678')).toEqual([]);
  });
});

test('a call of long ago that is told today is kept for a day at least', () => {
  ring('old', '0612345678', BEGIN - 300 * DAY);
  tidyAll();
  now += 23 * HOUR;
  tidyAll();
  expect(callIds()).toEqual(['old']);
  passDays(2);
  expect([callIds(), counts().calls]).toEqual([[], 1]);
});

test('the configuration decides how the log is kept; its hashes are made with a key of their own', () => {
  const config = parseConfig({ DATA_DIR: '/data', COUNTRY: 'DE', TIMEZONE: 'America/New_York', RETENTION_DAYS: '30' });
  const { hashKey, ...settings } = callLogSettings(config, 'the secret key');
  expect(settings).toEqual({ dataDir: '/data', country: 'DE', timeZone: 'America/New_York', retentionDays: 30 });
  expect([hashKey, callLogSettings(config, 'another').hashKey]).not.toContain('the secret key');
  expect(hashKey).not.toBe(callLogSettings(config, 'another').hashKey);
});

test('a call whose end is never told is closed in time, and told as changed then', () => {
  ring('lost', '0612345678');
  now += HOUR;
  expect(writer.tidy().changes).toEqual([]);
  now += 1;
  const [change] = writer.tidy().changes;
  expect(JSON.parse(change?.data ?? '')).toMatchObject({ callId: 'lost', state: 'unfinished' });
  expect(writer.tidy().changes).toEqual([]);
});
