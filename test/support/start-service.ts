import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningService {
  readonly url: string;
  /** The webhook's URL with its token. */
  readonly hook: string;
  readonly adminToken: string;
  readonly contactsDir: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly log: () => string;
  /** Writes a file into the contacts folder. */
  drop(name: string, content: string | Buffer): Promise<void>;
  /** Sends bytes as they are and gives all that comes back until the connection closes. */
  raw(request: string | Buffer): Promise<string>;
  /** Ends it with SIGTERM and gives the exit code. */
  stop(): Promise<number | null>;
}

/** The built program. */
export const PROGRAM = join(import.meta.dirname, '../../dist/main.js');
export const ADMIN_TOKEN = 'admin-token-of-the-tests';
const WEBHOOK_TOKEN = 'hook-token-of-the-tests';

/** The built program as a process of its own, on a free port, with empty folders but for `contacts`. */
export async function startService(
  contacts: Readonly<Record<string, string | Buffer>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const home = await mkdtemp(join(tmpdir(), 'ringname-'));
  const contactsDir = environment['CONTACTS_DIR'] ?? join(home, 'contacts');
  const dataDir = environment['DATA_DIR'] ?? join(home, 'data');
  await mkdir(contactsDir, { recursive: true });
  const drop = (name: string, content: string | Buffer) => writeFile(join(contactsDir, name), content);
  for (const [name, content] of Object.entries(contacts)) await drop(name, content);

  let output = '';
  let log = '';
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    cwd: home,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      CONTACTS_DIR: contactsDir,
      ADMIN_TOKEN,
      WEBHOOK_TOKEN,
      ...environment,
    },
  });
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    const find = (): void => {
      const [, url] = /ringname answers at (\S+)\n[^]*Admin API/.exec(output) ?? [];
      if (url) resolve(url);
    };
    child.stdout.on('data', find);
    child.on('exit', (code) => reject(new Error(`the service ended with ${code}: ${log}`)));
  });

  return {
    url,
    hook: `${url}/w/${environment['WEBHOOK_TOKEN'] ?? WEBHOOK_TOKEN}`,
    adminToken: ADMIN_TOKEN,
    contactsDir,
    dataDir,
    process: child,
    output: () => output,
    log: () => log,
    drop,
    raw: async (request) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(request);
      let answer = '';
      socket.setEncoding('utf8');
      // A server that refuses to read on may reset the connection; what it said before that counts.
      await new Promise((resolve) =>
        socket
          .on('data', (chunk) => (answer += String(chunk)))
          .on('error', resolve)
          .on('close', resolve),
      );
      return answer;
    },
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      await rm(home, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

/** Tries until `isTrue`, at most for two seconds unless told otherwise; then fails with the last value. */
export async function eventually<T>(get: () => Promise<T>, isTrue: (value: T) => boolean, patience = 2000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const value = await get();
    if (isTrue(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
