import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outlineCall } from '../../src/calls/call-outline.ts';
import { createStatisticsReader } from '../../src/calls/statistics/read-statistics.ts';
import { createZoneClock } from '../../src/calls/time/zone-clock.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import { openCallListing } from '../../src/store/call-listing.ts';
import { openCallPrivacy, type CallPrivacy } from '../../src/store/call-privacy.ts';
import { openCallReader } from '../../src/store/call-database.ts';
import { NOON, tell } from '../calls/call-streams.ts';
import { openCallLogOnDisk, type OpenCallLog } from '../support/open-call-log.ts';

const DAY = 86_400;

let log: OpenCallLog;
let privacy: CallPrivacy;
beforeEach(() => {
  log = openCallLogOnDisk();
  privacy = openCallPrivacy(log.database, log.dictionary);
});
afterEach(() => log.remove());

/** Numbers and names in no order, so that they come between each other on the pages. */
const scramble = (index: number) => 12_000_000 + ((index * 7919) % 100_003) * 7;
const number = (index: number) => `06${scramble(index)}`;
const canonical = (index: number) => `+316${scramble(index)}`;
const surname = (index: number) => `Surname${scramble(index)}`;
const url = (index: number) => `https://crm.example/${scramble(index)}`;

/** Calls of many callers with names, over as many days as `days`, so that the tables have many pages. */
function recordMany(count: number, days = 1): void {
  const events = Array.from({ length: count }, (_, index) => {
    const told = { name: surname(index), source: 'crm', contactUrl: url(index), unnamed: null };
    return tell('rings', '201', Math.floor((index / count) * days * DAY), {
      from: number(index),
      callId: String(index),
      told,
    });
  });
  for (let at = 0; at < count; at += 50) log.record(events.slice(at, at + 50));
}

/** How many of these texts are in any file of the log. */
function findInFiles(texts: readonly string[]): string[] {
  const files = readdirSync(log.directory).map((name) => readFileSync(join(log.directory, name), 'latin1'));
  return texts.filter((text) => files.some((file) => file.includes(text)));
}

function ask(log: OpenCallLog, days: number, clock = log.calendar.clock) {
  const question = { from: NOON - DAY * 500, to: NOON - DAY * 500 + DAY * 1000 * days, by: 'month' as const };
  return createStatisticsReader(log.figures, log.calendar)(MAIN_WORKSPACE, question, clock);
}

describe('who is erased', () => {
  test('is in no file any more, nor is a name or an address of theirs', () => {
    recordMany(3000);
    const erased = Array.from({ length: 60 }, (_, index) => index * 49 + 3);
    const traces = erased.flatMap((index) => [canonical(index), surname(index), url(index)]);
    expect(findInFiles(traces).length).toBeGreaterThan(100);
    for (const index of erased) {
      const calls = log.database.transaction(() => privacy.erase(MAIN_WORKSPACE, canonical(index)))();
      expect(calls).toBe(1);
    }
    expect(privacy.clearLeftovers()).toBe(true);
    expect(findInFiles(traces)).toEqual([]);
    expect(findInFiles([canonical(4)])).toHaveLength(1);
  }, 60_000);

  test('is in no list, no name and no top; the counts stay', () => {
    recordMany(20, 0.4);
    const before = ask(log, 1);
    privacy.erase(MAIN_WORKSPACE, canonical(7));
    const after = ask(log, 1);
    const listing = openCallListing(log.database, log.dictionary);
    expect(listing.list(MAIN_WORKSPACE, { number: canonical(7) }, null, 10)).toEqual([]);
    expect(privacy.listNames(MAIN_WORKSPACE, canonical(7))).toEqual([]);
    expect(after.topCallers.map((caller) => caller.number)).not.toContain(canonical(7));
    expect({ ...after, topCallers: [] }).toEqual({ ...before, topCallers: [] });
    expect(after.uniqueCallers).toBe(20);
  });

  test('and calls again begins anew', () => {
    recordMany(3);
    privacy.erase(MAIN_WORKSPACE, canonical(1));
    log.record([tell('rings', '201', 60, { from: number(1), callId: 'again' })]);
    const listing = openCallListing(log.database, log.dictionary);
    const calls = listing.list(MAIN_WORKSPACE, { number: canonical(1) }, null, 10);
    expect(calls.map(({ facts }) => facts.callId)).toEqual(['again']);
  });

  test('as a phone that calls were sent on to is gone from those calls', () => {
    log.record([tell('rings', '201', 0), tell('dials', '0687654321', 5), tell('connects', '0687654321', 9)]);
    privacy.erase(MAIN_WORKSPACE, '+31687654321');
    const [call] = openCallListing(log.database, log.dictionary).list(MAIN_WORKSPACE, {}, null, 10);
    expect(call?.facts.legs.map(({ phone }) => phone)).toEqual(['', 'local:201']);
  });

  test('as a phone inside leaves a call what it was, also when more is told of it', () => {
    const internal = { from: '201', callId: 'internal' };
    log.record([tell('rings', '202', 0, internal), tell('ends', '202', 20, internal)]);
    recordMany(20, 0.01);
    const direction = () => {
      const calls = openCallListing(log.database, log.dictionary).list(MAIN_WORKSPACE, {}, null, 100);
      return calls.filter(({ facts }) => facts.callId === 'internal').map(({ facts }) => outlineCall(facts).direction);
    };
    const counted = () => {
      const { calls, internal, incoming, answered, missed, uniqueCallers, series } = ask(log, 1);
      return { calls, internal, incoming, answered, missed, uniqueCallers, series };
    };
    const before = counted();
    privacy.erase(MAIN_WORKSPACE, 'local:202');
    expect([direction(), counted()]).toEqual([['internal'], before]);
    log.record([tell('connects', '202', 5, internal)]);
    expect([direction(), counted()]).toEqual([['internal'], before]);
  });

  test('of another workspace stays there', () => {
    recordMany(2);
    expect(privacy.erase('elsewhere', canonical(1))).toBe(0);
    expect(privacy.listNames(MAIN_WORKSPACE, canonical(1))).toHaveLength(1);
  });

  test('while somebody reads: the leftovers go when that is over', () => {
    recordMany(20);
    const reader = openCallReader(log.directory);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM calls').get();
    privacy.erase(MAIN_WORKSPACE, canonical(1));
    log.database.pragma('busy_timeout = 0');
    expect(privacy.clearLeftovers()).toBe(false);
    reader.exec('COMMIT');
    expect(privacy.clearLeftovers()).toBe(true);
    reader.close();
  });
});

describe('what is older than the retention', () => {
  test('is deleted with the names and numbers of who did not call since, in bounded pieces; the counts stay', () => {
    recordMany(400, 39);
    log.record([tell('rings', '201', 30 * DAY, { from: number(1), callId: 'again' })]);
    const [before, elsewhere] = [ask(log, 40), ask(log, 40, createZoneClock('Asia/Kolkata'))];
    const instant = NOON + 20 * DAY * 1000;
    const pieces = [150, 150].map((most) => privacy.purge(instant, Infinity, most));
    expect([...pieces, privacy.purge(instant, Infinity, 150)]).toEqual([150, 56, 0]);
    expect(privacy.clearLeftovers()).toBe(true);

    expect(findInFiles([canonical(2), surname(2)])).toEqual([]);
    expect(findInFiles([canonical(1), canonical(399), 'local:201'])).toHaveLength(3);
    const after = ask(log, 40);
    expect({ ...after, topCallers: [] }).toEqual({ ...before, topCallers: [] });
    expect(ask(log, 40, createZoneClock('Asia/Kolkata')).series).toEqual(elsewhere.series);
    expect(after.topCallers.every(({ calls }) => calls === 1)).toBe(true);
  });
});
