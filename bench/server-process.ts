import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  /** Ends it and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts one of the servers in this folder. */
export async function startBaseline(
  name: 'node-http-server' | 'express-server' | 'crm-server',
  options: readonly string[] = [],
): Promise<ServerProcess> {
  const child = fork(new URL(`${name}.js`, import.meta.url), options, { env: {} });
  const [port] = (await once(child, 'message')) as [number];
  return { pid: child.pid ?? 0, port, close: () => endProcess(child) };
}

/** Asks a process to end and waits until it has. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
