import type { Command } from './command.ts';

/** The words of the command line. A command is loaded when it is asked for: none pays for what another needs. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['serve', async () => (await import('./serve.ts')).serve],
  ['lookup', async () => (await import('./lookup-command.ts')).lookupCommand],
  ['import', async () => (await import('./import-command.ts')).importCommand],
  ['sync', async () => (await import('./sync-command.ts')).syncCommand],
  ['test', async () => (await import('./test-command.ts')).testCommand],
  ['stats', async () => (await import('./stats-command.ts')).statsCommand],
  ['help', async () => (await import('./help.ts')).help],
  ['--help', async () => (await import('./help.ts')).help],
]);
