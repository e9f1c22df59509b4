import type { Command } from './command.ts';
import { help } from './help.ts';
import { importCommand } from './import-command.ts';
import { lookupCommand } from './lookup-command.ts';
import { serve } from './serve.ts';

/** The words of the command line. */
export const commands: Readonly<Record<string, Command>> = {
  serve,
  lookup: lookupCommand,
  import: importCommand,
  help,
};
