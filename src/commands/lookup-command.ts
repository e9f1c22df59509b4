import { AppError } from '../domain/app-error.ts';
import { explainLookup, type Explanation } from '../explain-lookup.ts';
import { defaultHook } from '../hooks.ts';
import { directoryLookup } from '../lookup/directory-lookup.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Command } from './command.ts';

/** `ringname lookup <number>`: the trace of one look-up in what has been imported, without the cache of a server. */
export const lookupCommand: Command = async (args, readConfig) => {
  if (args.length === 0) throw new AppError('invalid', 'Which number? ringname lookup <number>');
  const config = readConfig();
  const store = openSqliteStore(config.dataDir);
  const house = { lookup: directoryLookup(store), country: config.country, nameTemplate: config.nameTemplate };
  const explanation = await explainLookup(args.join(' '), defaultHook(config, ''), house);
  await store.close();
  process.stdout.write(renderExplanation(explanation));
  return 0;
};

function renderExplanation(explanation: Explanation): string {
  const { asked, number, steps, person, company, source, reason, shown, milliseconds } = explanation;
  const lines = [
    ['asked', asked],
    ['number', number ?? `none: ${reason}`],
    ...steps.map((step) => [step.asked, `${step.answer} (${step.milliseconds.toFixed(2)} ms)`]),
    [
      'chosen',
      source === null ? `nobody: ${reason}` : `${[person, company].filter(Boolean).join(', ')} from ${source}`,
    ],
    ...(source === null ? [] : [['because', reason]]),
    ['shown', shown === '' ? 'nothing, so the phone shows the number' : shown],
    ['in all', `${milliseconds.toFixed(2)} ms`],
  ];
  const width = Math.max(...lines.map(([label = '']) => label.length));
  return lines.map(([label = '', text = '']) => `${label.padEnd(width)}  ${text}\n`).join('');
}
