import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { endProcess, type ServerProcess } from './server-process.ts';

/** The webhook token of every service that is measured. */
export const TOKEN = 'benchmark-token-0123456789';

export const ADMIN_TOKEN = 'benchmark-admin-0123456789';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const ASK_AGAIN_MILLISECONDS = 3;
const KEPT_ERROR_CHARACTERS = 4_000;

/** Where a service keeps its data and finds its contact files. */
export interface Folders {
  readonly data: string;
  readonly contacts: string;
}

/** A started service, and how long it took from the start of its process to the first right answer. */
export interface StartedService extends ServerProcess {
  readonly startMilliseconds: number;
}

/**
 * Starts the service as users do and waits until it answers a call from `caller` with `name`. Rejects with what the
 * service wrote to stderr if it ends before, and when it has not answered rightly after `patienceSeconds`.
 */
export async function startService(
  folders: Folders,
  { caller, name, patienceSeconds }: { caller: string; name: string; patienceSeconds: number },
  settings: Readonly<Record<string, string>> = {},
): Promise<StartedService> {
  const port = await findFreePort();
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    // Not the folder of the project: a developer's .env must not be read.
    cwd: folders.data,
    env: {
      DATA_DIR: folders.data,
      CONTACTS_DIR: folders.contacts,
      HOST: '127.0.0.1',
      PORT: String(port),
      WEBHOOK_TOKEN: TOKEN,
      ADMIN_TOKEN,
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT_ERROR_CHARACTERS);
  });
  let answer: string | undefined;
  while ((answer = await askName(port, caller)) !== name) {
    if (child.exitCode !== null) throw new Error(`the service ended at its start: ${errors}`);
    if (performance.now() - start > patienceSeconds * 1000) {
      await endProcess(child);
      throw new Error(
        `the service says "${answer}" for ${caller}, not "${name}", after ${patienceSeconds} s: ${errors}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MILLISECONDS));
  }
  const startMilliseconds = performance.now() - start;
  return { pid: child.pid ?? 0, port, startMilliseconds, close: () => endProcess(child) };
}

/** What the webhook answers to a ringing phone; undefined when it does not answer. */
async function askName(port: number, caller: string): Promise<string | undefined> {
  const path = `/w/${TOKEN}?callid=start&callfrom=${caller}&callto=31201234567&status_desc=INCOMING_RINGING`;
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve(response.statusCode === 200 ? body : undefined));
    });
    request.on('error', () => resolve(undefined));
  });
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
