import { AppError } from '../domain/app-error.ts';
import type { Command } from './command.ts';
import { withConnectors } from './with-connectors.ts';

const SHOW_EVERY_MS = 1000;

/** `ringname sync <connector>`: fetches a connector's contacts, or what has changed of them, and tells what it came to. */
export const syncCommand: Command = async (args, readEnvironment) => {
  const [name, option, ...more] = args;
  if (name === undefined || (option !== undefined && option !== '--force') || more.length > 0) {
    throw new AppError('invalid', 'Which connector? ringname sync <connector> [--force]');
  }
  let shownAt = performance.now();
  const onProgress = (records: number): void => {
    if (performance.now() - shownAt < SHOW_EVERY_MS) return;
    shownAt = performance.now();
    process.stderr.write(`${records} records read\n`);
  };
  const summary = await withConnectors(readEnvironment(), ({ connectors }) =>
    connectors.sync(name, { force: option === '--force', onProgress }),
  );
  const { source, mode, records, contacts, deletes, withoutNumber, withoutName, failed, notes, seconds } = summary;
  process.stdout.write(
    `${source}: ${mode === 'full' ? 'everything' : 'what has changed'}: ${records} records, ${contacts} contacts, ` +
      `${deletes} gone (${seconds.toFixed(1)} s)\n` +
      `not used: ${withoutNumber} without a number, ${withoutName} without a name, ${failed} that could not be read\n` +
      notes.map((note) => `to be mended: ${note}\n`).join(''),
  );
  return 0;
};
