import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../../../support/server-program.ts';

export const TRYTON = { database: 'crm', user: 'admin', password: 'tryton-pw-1a2b3c' };

/** A real Tryton server with the module party and an empty database of its own. */
export interface TrytonServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Calls a method as the administrator; throws with what Tryton says. */
  call(method: string, ...parameters: readonly unknown[]): Promise<unknown>;
  /** Every client has to log in again. */
  endSessions(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a database (some ten seconds) and starts the program at this path, `trytond`, over it. */
export async function startTryton(program: string): Promise<TrytonServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tryton-'));
  const port = await findFreePort();
  const [config, password] = [join(folder, 'trytond.conf'), join(folder, 'password')];
  await mkdir(join(folder, 'databases'));
  // Tryton takes a database only where there is a file.
  await writeFile(join(folder, 'databases', `${TRYTON.database}.sqlite`), '');
  await writeFile(password, TRYTON.password);
  await writeFile(
    config,
    `[database]\nuri = sqlite://\npath = ${folder}/databases\n[web]\nlisten = 127.0.0.1:${port}\n[session]\nmax_attempt = 100\n`,
  );
  const options = { env: { ...process.env, TRYTONPASSFILE: password } };
  const admin = join(dirname(program), 'trytond-admin');
  const made = [
    '-c',
    config,
    '-d',
    TRYTON.database,
    '--email',
    'admin@example.nl',
    '-u',
    'party',
    '--activate-dependencies',
  ];
  await promisify(execFile)(admin, made, options);
  const server = spawn(program, ['-c', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const database = `${url}/${TRYTON.database}/`;
  let session = await logIn(database);
  return {
    url,
    call: (method, ...parameters) => call(database, method, parameters, session),
    async endSessions() {
      // Setting a password, even the same, ends every session of its user.
      const [administrator] = (await call(
        database,
        'model.res.user.search',
        [[['login', '=', TRYTON.user]], 0, 1, null, {}],
        session,
      )) as number[];
      await call(database, 'model.res.user.write', [[administrator], { password: TRYTON.password }, {}], session);
      session = await logIn(database);
    },
    async close() {
      server.kill();
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tries until the server is up. */
async function logIn(url: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      const credentials = [TRYTON.user, { password: TRYTON.password }, 'en'];
      const [id, key] = (await call(url, 'common.db.login', credentials)) as [number, string];
      return Buffer.from(`${TRYTON.user}:${id}:${key}`).toString('base64');
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(200);
    }
  }
}

async function call(url: string, method: string, params: readonly unknown[], session?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(session && { Authorization: `Session ${session}` }) },
    body: JSON.stringify({ id: 1, method, params }),
  });
  if (!response.ok) throw new Error(`Tryton answered ${response.status} to ${method}`);
  const { result, error } = (await response.json()) as { result?: unknown; error?: unknown };
  if (error !== undefined) throw new Error(`Tryton refused ${method}: ${JSON.stringify(error)}`);
  return result;
}
