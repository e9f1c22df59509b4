import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../src/domain/app-error.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import type { ImportJob, ImportProgress } from '../../src/contacts/import-file.ts';
import type { ContactStore } from '../../src/store/contact-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { startWriter, type Writer } from '../../src/contacts/writer-thread.ts';
import { built } from '../support/script-process.ts';

let directory: string;
let store: ContactStore;
let writer: Writer;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringname-writer-'));
  store = openSqliteStore(directory);
  writer = startWriter(directory);
});

afterEach(async () => {
  await writer.close();
  await store.close();
  rmSync(directory, { recursive: true });
});

function jobFor(rows: readonly string[], name = 'klanten'): ImportJob {
  const path = join(directory, `${name}.csv`);
  writeFileSync(path, ['Naam,Telefoon', ...rows, ''].join('\n'));
  const source = { name, kind: 'upload', fileStamp: null } as const;
  return { workspace: MAIN_WORKSPACE, source, path, shownAs: name, country: 'NL', dryRun: false, force: false };
}
const manyRows = (count: number) =>
  Array.from({ length: count }, (_, index) => `Persoon ${index},06${String(10_000_000 + index)}`);
const nextTurn = () => new Promise(setImmediate);
const nameOf = async (number: string) => {
  await nextTurn();
  const [first] = await store.findByNumber({ workspace: MAIN_WORKSPACE, number: number as PhoneNumber });
  return first?.person;
};
/** The niceness of each thread of a process (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
const niceness = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    try {
      const behindName = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ').at(-1) ?? '';
      return Number(behindName.split(' ')[16]);
    } catch {
      // It has ended in the meantime.
      return 0;
    }
  });
const countNiceThreads = () => niceness(process.pid).filter((each) => each > 0).length;
const sources = () => store.listSources(MAIN_WORKSPACE);

describe('a writer thread', () => {
  test('imports a file, which this thread sees at once, with its version', async () => {
    const before = store.version();
    const report = await writer.importFile(jobFor(['Jan de Boer,0201234567']));
    expect(report).toMatchObject({ source: 'klanten', contacts: 1 });
    expect(await nameOf('+31201234567')).toBe('Jan de Boer');
    expect(store.version()).not.toBe(before);
  });

  test('tells the progress of the import that is asked about', async () => {
    const told: ImportProgress[] = [];
    await Promise.all([
      writer.importFile(jobFor(manyRows(5000), 'a'), (progress) => told.push(progress)),
      writer.importFile(jobFor(manyRows(10), 'b')),
    ]);
    const size = statSync(join(directory, 'a.csv')).size;
    expect(told.at(-1)).toEqual({ bytesRead: size, size });
  });

  test('does one task after another, in the order they came', async () => {
    const done: string[] = [];
    await Promise.all([
      writer.importFile(jobFor(manyRows(5000))).then(() => done.push('import')),
      writer.updateSource(MAIN_WORKSPACE, 'klanten', { template: '{company}' }).then(() => done.push('update')),
      writer.deleteSource(MAIN_WORKSPACE, 'klanten').then((was) => done.push(`delete ${was}`)),
      writer.deleteSource(MAIN_WORKSPACE, 'klanten').then((was) => done.push(`delete ${was}`)),
    ]);
    expect(done).toEqual(['import', 'update', 'delete true', 'delete false']);
    expect(await sources()).toEqual([]);
  });

  test('answers an error as it was thrown: code, message and detail', async () => {
    const failure = await writer.importFile(jobFor(['Jan,3.16123E+10'])).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({
      code: 'unusable-file',
      message: expect.stringContaining('no contact'),
      detail: { report: { source: 'klanten', rows: 1, rejectedTotal: 1 } },
    });
    const missing = writer.updateSource(MAIN_WORKSPACE, 'gone', {});
    await expect(missing).rejects.toMatchObject({ code: 'not-found', message: 'there is no source "gone"' });
  });

  test('goes on after a failure', async () => {
    await expect(writer.importFile(jobFor([]))).rejects.toThrow('no contact');
    await expect(writer.importFile(jobFor(['Jan,0201234567']))).resolves.toMatchObject({ contacts: 1 });
  });
});

// Only Linux gives each thread a priority of its own, and tells of it.
const describeOnLinux = platform() === 'linux' ? describe : describe.skip;
describeOnLinux('beside the thread that answers calls, a writer thread', () => {
  test('lets those who answer calls go first', async () => {
    const before = countNiceThreads();
    await writer.importFile(jobFor(['Jan de Boer,0201234567']));
    expect(countNiceThreads()).toBe(before + 1);
  });

  test('does so in a process that itself lets others go first', async () => {
    const script = join(directory, 'nice.mjs');
    writeFileSync(
      script,
      `import { setPriority } from 'node:os';
       import { startWriter } from ${built('contacts/writer-thread.ts')};
       setPriority(12);
       await startWriter(${JSON.stringify(directory)}).deleteSource('main', 'klanten');
       console.log('done');`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const most = Math.max(...niceness(Number(child.pid)));
    child.kill();
    await once(child, 'exit');
    expect(most).toBeGreaterThan(12);
  });

  test('ends when it has had nothing to do for a minute, and starts again', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      const before = countNiceThreads();
      await writer.importFile(jobFor(['Jan de Boer,0201234567']));
      jest.advanceTimersByTime(59_000);
      await writer.deleteSource(MAIN_WORKSPACE, 'klanten');
      jest.advanceTimersByTime(59_000);
      await nextTurn();
      expect(countNiceThreads()).toBe(before + 1);
      jest.advanceTimersByTime(1000);
      while (countNiceThreads() > before) await nextTurn();
      expect(await writer.importFile(jobFor(['Jan de Boer,0201234567']))).toMatchObject({ contacts: 1 });
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('closing', () => {
  test('stops an import in the middle, and leaves the old contacts whole', async () => {
    await writer.importFile(jobFor(['Jan de Boer,0201234567']));
    let started: (() => void) | undefined;
    const firstProgress = new Promise<void>((resolve) => (started = resolve));
    const running = writer.importFile({ ...jobFor(manyRows(300_000)), force: true }, () => started?.());
    const waiting = writer.deleteSource(MAIN_WORKSPACE, 'klanten');
    const outcomes = Promise.allSettled([running, waiting]);
    await firstProgress;
    await writer.close();
    const stopped = { status: 'rejected', reason: expect.objectContaining({ code: 'unavailable' }) };
    expect(await outcomes).toEqual([stopped, stopped]);
    expect(await nameOf('+31201234567')).toBe('Jan de Boer');
    expect(await sources()).toMatchObject([{ contacts: 1, lastError: null }]);
  });

  test('refuses what comes later', async () => {
    await writer.close();
    await expect(writer.deleteSource(MAIN_WORKSPACE, 'klanten')).rejects.toMatchObject({ code: 'unavailable' });
  });
});

test('a thread that cannot start says why, and the next task starts another', async () => {
  const broken = startWriter(join(directory, 'klanten.csv'));
  jobFor([]);
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(broken.deleteSource(MAIN_WORKSPACE, 'klanten')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('EEXIST'),
    });
  }
  rmSync(join(directory, 'klanten.csv'));
  expect(await broken.deleteSource(MAIN_WORKSPACE, 'klanten')).toBe(false);
  await broken.close();
});
