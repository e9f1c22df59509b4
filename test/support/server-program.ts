import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server program that a test has started and that takes connections. */
export interface ServerProgram {
  /** Stops it for a while: it takes connections and answers nothing. Resolves when nothing of it runs any more. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

/** Starts a program in the foreground, and resolves when it listens on the port of 127.0.0.1. */
export async function startServerProgram(
  path: string,
  programArguments: readonly string[],
  port: number,
): Promise<ServerProgram> {
  const child = spawn(path, programArguments, { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told += String(chunk);
  });
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${path} ended by itself: ${told}`);
    await sleep(50);
  }
  return {
    pause: async () => {
      child.kill('SIGSTOP');
      while (!isStopped(child.pid ?? 0)) await sleep(5);
    },
    resume: () => child.kill('SIGCONT'),
    stop: () => stop(child),
  };
}

/** A port of 127.0.0.1 that nobody listens on, for a server that has to be told its own, or others theirs. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Whether each of its threads is; a signal takes a while to reach them all (proc(5)). */
function isStopped(pid: number): boolean {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.every((thread) => /\) T /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')));
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
