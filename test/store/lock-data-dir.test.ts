import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from '../../src/store/lock-data-dir.ts';
import { built, startScript } from '../support/script-process.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringname-lock-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const conflict = (pid: number | undefined) =>
  expect.objectContaining({
    code: 'conflict',
    message: expect.stringMatching(new RegExp(`process ${pid}\\).*${directory}:`)),
  });

test('a second process is told which process has the directory, until that one is killed', async () => {
  const holder = await startScript(`
    import { lockDataDir } from ${built('store/lock-data-dir.ts')};
    lockDataDir(${JSON.stringify(directory)});
    console.log('held');
    setInterval(() => {}, 1000);`);
  try {
    expect(() => lockDataDir(directory)).toThrow(conflict(holder.pid));
    expect(() => lockDataDir(directory)).toThrow(conflict(holder.pid));
  } finally {
    await holder.kill();
  }
  lockDataDir(directory)();
});

test('the same process does not get it twice either, until it gave it up', () => {
  const unlock = lockDataDir(directory);
  expect(() => lockDataDir(directory)).toThrow(conflict(process.pid));
  unlock();
  lockDataDir(directory)();
});

test('another directory is another lock, and one that is missing is made', () => {
  const unlock = lockDataDir(directory);
  const unlockOther = lockDataDir(join(directory, 'a', 'b'));
  expect(existsSync(join(directory, 'a', 'b'))).toBe(true);
  unlockOther();
  unlock();
});
