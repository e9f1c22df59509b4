import type { Command } from './command.ts';
import { help } from './help.ts';
import { importCommand } from './import-command.ts';
import { lookupCommand } from './lookup-command.ts';
import { serve } from './serve.ts';
import { syncCommand } from './sync-command.ts';
import { testCommand } from './test-command.ts';

/** The words of the command line. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['serve', serve],
  ['lookup', lookupCommand],
  ['import', importCommand],
  ['sync', syncCommand],
  ['test', testCommand],
  ['help', help],
  ['--help', help],
]);
