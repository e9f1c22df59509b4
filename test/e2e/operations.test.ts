import { afterEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, startService, type RunningService } from '../support/start-service.ts';

const CONTACTS = { 'a.csv': 'name,phone\nSanne de Wit,0612345678\n' };
const PROGRAM = join(import.meta.dirname, '../../dist/main.js');

const running: RunningService[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
async function start(...args: Parameters<typeof startService>): Promise<RunningService> {
  const service = await startService(...args);
  running.push(service);
  return service;
}

/** Runs a command of the program, and gives what it printed and its exit code. */
async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}, cwd = tmpdir()) {
  const env = { PATH: process.env['PATH'], ...environment };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env, cwd });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('start', () => {
  test('prints both forms of the webhook URL, ready to paste', async () => {
    const service = await start(CONTACTS);
    expect(service.output()).toContain(`${service.hook}?callid={calluniqueid}&callfrom={callfrom}`);
    expect(service.output()).toContain(`${service.hook}/{calluniqueid}/{callfrom}/{callto}/{status}/{status_desc}/`);
  });

  test('makes the tokens that are not set, keeps them for itself only, and prints them', async () => {
    const first = await start(CONTACTS, { WEBHOOK_TOKEN: '', ADMIN_TOKEN: '' });
    const path = join(first.dataDir, 'webhook-token');
    const token = (await readFile(path, 'utf8')).trim();
    expect(token).toMatch(/^[\w-]{20,32}$/);
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(first.output()).toContain(`/w/${token}?`);
    expect(first.output()).toContain((await readFile(join(first.dataDir, 'admin-token'), 'utf8')).trim());
    expect(await (await fetch(`${first.url}/w/${token}?from=0612345678`)).text()).toBe('Sanne de Wit');
  });

  test('is refused with every mistake of the configuration named', async () => {
    const { code, stderr } = await run(['serve'], { PORT: 'x', COUNTRY: 'Nederland', NAME_LENGTH: '5' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/PORT=x: must be .*\n.*COUNTRY=Nederland: must be .*\n.*NAME_LENGTH: there is no such/);
  });

  test('reads .env, and a secret from a file', async () => {
    const home = await mkdtemp(join(tmpdir(), 'ringname-'));
    await writeFile(join(home, 'token'), 'from-a-file\n');
    await writeFile(join(home, '.env'), 'WEBHOOK_TOKEN_FILE=token\nNAME_MAX=none\n');
    const { stderr } = await run(['serve'], {}, home);
    expect(stderr).toMatch(/NAME_MAX=none: must be/);
    await writeFile(join(home, '.env'), 'WEBHOOK_TOKEN_FILE=nowhere\n');
    expect((await run(['serve'], {}, home)).stderr).toMatch(/WEBHOOK_TOKEN_FILE=nowhere: the file cannot be read/);
    await writeFile(join(home, 'empty'), '\n');
    const empty = await run(['serve'], { WEBHOOK_TOKEN_FILE: 'empty' }, home);
    expect([empty.code, empty.stderr]).toEqual([1, 'WEBHOOK_TOKEN_FILE=empty: the first line of the file is empty\n']);
  });

  test('is refused where the data directory is no folder to write in', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'ringname-')), 'data');
    await writeFile(file, '');
    for (const args of [['serve'], ['lookup', '112'], ['import', file]]) {
      const { code, stderr } = await run(args, { DATA_DIR: file, PORT: '0' });
      expect([code, stderr]).toEqual([1, `DATA_DIR=${file}: must be a folder this user can write in (EEXIST)\n`]);
    }
  });

  test('a second process on the same data directory is told so', async () => {
    const service = await start(CONTACTS);
    const { code, stderr } = await run(['serve'], { DATA_DIR: service.dataDir, PORT: '0' });
    expect(code).toBe(1);
    expect(stderr).toContain(service.dataDir);
    expect(stderr).toContain(String(service.process.pid));
  });

  test('a port in use is told so', async () => {
    const service = await start(CONTACTS);
    const { code, stderr } = await run(['serve'], {
      DATA_DIR: join(service.dataDir, 'other'),
      CONTACTS_DIR: service.contactsDir,
      HOST: '127.0.0.1',
      PORT: new URL(service.url).port,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Port \d+ is in use by another program: stop it, or set PORT\.\n$/);
  });

  test('again, with the contacts of the last run, needs no import', async () => {
    const service = await start(CONTACTS);
    const dataDir = await mkdtemp(join(tmpdir(), 'ringname-'));
    const first = await start(CONTACTS, { DATA_DIR: dataDir, CONTACTS_DIR: service.contactsDir });
    await first.stop();
    const again = await start({}, { DATA_DIR: dataDir, CONTACTS_DIR: service.contactsDir });
    expect(await (await fetch(`${again.hook}?from=0612345678`)).text()).toBe('Sanne de Wit');
    expect(again.log()).not.toMatch(/imported/);
  });
});

describe('while it runs', () => {
  test('health, readiness and metrics', async () => {
    const service = await start(CONTACTS);
    const get = async (path: string) => (await fetch(service.url + path)).text();
    expect(await get('/healthz')).toBe('ok\n');
    expect(await get('/readyz')).toBe('ok\n');
    for (const number of ['0699999999', 'anonymous']) await fetch(`${service.hook}?from=${number}`);
    // A cache may be emptied once more for the import at the start.
    const askAgain = async () => {
      await fetch(`${service.hook}?from=0612345678`);
      return get('/metrics');
    };
    const metrics = await eventually(askAgain, (text) => /^ringname_cache_hits_total [1-9]/m.test(text));
    expect(metrics).toMatch(/^ringname_lookup_seconds_count\{outcome="found"\} [2-9]/m);
    expect(metrics).toContain('ringname_lookup_seconds_count{outcome="unknown"} 1');
    expect(metrics).toContain('ringname_unnamed_total{reason="nobody has it"} 1');
    expect(metrics).toContain('ringname_unnamed_total{reason="withheld"} 1');
    expect(metrics).toMatch(/^ringname_call_log_writing 1$/m);
    expect(metrics).not.toMatch(/hook-token|612345678/);
  });

  test('SIGTERM finishes what is being answered, then ends with 0', async () => {
    const service = await start(CONTACTS, { LOOKUP_DEADLINE_MS: '10000' });
    const { pathname } = new URL(service.hook);
    const body = '{"from":"0612345678"}';
    const half = `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await new Promise((resolve) => socket.write(half, resolve));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = service.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.write(body);
    expect(await stopped).toBe(0);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*Sanne de Wit$/);
  });
});

describe('commands', () => {
  test('lookup prints the trace of one look-up', async () => {
    const service = await start(CONTACTS);
    const { code, stdout } = await run(['lookup', '06-1234 5678'], { DATA_DIR: service.dataDir });
    expect(code).toBe(0);
    expect(stdout).toMatch(/number +\+31612345678\n/);
    expect(stdout).toMatch(/the number itself +1 from a \(\d+\.\d+ ms\)\n/);
    expect(stdout).toMatch(/chosen +Sanne de Wit from a\n.*because +the only contact with this number\n/);
    expect(stdout).toMatch(/shown +Sanne de Wit\n/);
  });

  test('import puts a file into a source, and a server that runs shows it', async () => {
    const service = await start(CONTACTS);
    const path = join(service.dataDir, 'klanten.csv');
    await writeFile(path, 'Bedrijf;Telefoon\nDe Proef;030-1234567\nNiemand;n.v.t.\n');
    const dry = await run(['import', path, '--dry-run'], { DATA_DIR: service.dataDir });
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringMatching(/1 contact/)]);
    const { code, stdout } = await run(['import', path, '--source', 'crm'], { DATA_DIR: service.dataDir });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/crm.*1 contact/s)]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await (await fetch(`${service.hook}?from=0301234567`)).text()).toBe('De Proef');
  });

  test('import of a file with nothing usable ends with 1 and says why', async () => {
    const service = await start(CONTACTS);
    const path = join(service.dataDir, 'leeg.csv');
    await writeFile(path, 'Bedrijf;Telefoon\nDe Proef;n.v.t.\n');
    const { code, stderr } = await run(['import', path], { DATA_DIR: service.dataDir });
    expect(code).toBe(1);
    expect(stderr).toMatch(/leeg\.csv.*(no|nothing)/i);
  });

  test.each([
    [['lookup'], /^Which number\?/],
    [['lookup', '--help'], /^Unknown option '--help'.* See ringname help\.$/m],
    [['import'], /^Which file\?/],
    [['import', 'a.csv', 'b.csv'], /^One file at a time; what is "b\.csv"\?$/m],
    [['import', 'x.csv', '--deliiter', ';'], /^Unknown option '--deliiter'/],
    [['import', 'x.csv', '--source', 'a/b'], /^"a\/b" cannot be the name of a source: /],
    [['import', 'nowhere.csv'], /^nowhere\.csv: cannot be read \(ENOENT\)$/m],
    [['serve', '--port', '80'], /^serve takes no arguments: /],
    [['look', '0612345678'], /^There is no command "look"; ringname help lists them\.$/m],
    [['toString'], /^There is no command "toString"/],
  ])('%j tells what is wrong', async (args, message) => {
    const { code, stderr } = await run(args, { DATA_DIR: await mkdtemp(join(tmpdir(), 'ringname-')) });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('help names the fields that --map takes', async () => {
    const home = await mkdtemp(join(tmpdir(), 'ringname-'));
    const path = join(home, 'a.csv');
    await writeFile(path, 'Naam;Telefoon\nSanne;0612345678\n');
    const { stderr } = await run(['import', path, '--map', 'voornaam=Naam'], { DATA_DIR: home });
    const [, fields] = /"voornaam" is no field; map (.+)/.exec(stderr) ?? [];
    expect((await run(['help'])).stdout).toContain(`${fields};`);
  });
});
