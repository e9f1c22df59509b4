#!/usr/bin/env node
import { commands } from './commands/commands.ts';
import { AppError } from './domain/app-error.ts';
import { loadEnvironment } from './environment.ts';

const exitCode = await run(process.argv.slice(2)).catch(explain);
// `serve` is over when its server is closed; nothing else may keep a command alive.
process.exit(exitCode);

async function run([name = 'help', ...args]: readonly string[]): Promise<number> {
  const load = commands.get(name);
  if (!load) throw new AppError('invalid', `There is no command "${name}"; ringname help lists them.`);
  const command = await load();
  return command(args, () => loadEnvironment(process.env));
}

/** A mistake of the person is told in a line or two; anything else is ours, and comes with its stack. */
function explain(error: unknown): number {
  const text = error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  return 1;
}
