import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The file of the built program that a source file becomes, for the `import` of a script. */
export function built(source: string): string {
  return JSON.stringify(join(import.meta.dirname, '../../dist', source.replace(/\.ts$/, '.js')));
}

/** A process that runs a script. */
export interface ScriptProcess {
  readonly pid: number;
  /** As kill -9 does; resolves when it is gone. Rejects if it has ended by itself. */
  kill(): Promise<void>;
}

/** Starts a process that runs this ES module, and resolves when it prints something. */
export async function startScript(script: string): Promise<ScriptProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const started = await Promise.race([once(child.stdout, 'data'), exit.then(() => undefined)]);
  if (started === undefined || child.pid === undefined) throw new Error('the script ended before it printed anything');
  return {
    pid: child.pid,
    kill: async () => {
      if (!child.kill('SIGKILL')) throw new Error('the script has ended by itself');
      await exit;
    },
  };
}
