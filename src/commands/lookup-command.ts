import { AppError } from '../domain/app-error.ts';
import { createLog } from '../create-log.ts';
import { explainLookup, type Explanation } from '../explain-lookup.ts';
import { defaultHook } from '../hooks.ts';
import { firstOf, firstOfAll } from '../lookup/ask-in-order.ts';
import { directoryLookup } from '../lookup/directory-lookup.ts';
import { liveLookup } from '../lookup/live-lookup.ts';
import type { Command } from './command.ts';
import { parseArguments } from './parse-arguments.ts';
import { withConnectors } from './with-connectors.ts';

/** `ringname lookup <number>`: the trace of one look-up in the contacts and the connectors, without a server's cache. */
export const lookupCommand: Command = async (args, readEnvironment) => {
  const { positionals } = parseArguments(args, {});
  if (positionals.length === 0) throw new AppError('invalid', 'Which number? ringname lookup <number>');
  const explanation = await withConnectors(
    readEnvironment(),
    ({ config, store, connectors }) => {
      const lookup = firstOf([directoryLookup(store), firstOfAll(connectors.live.map(liveLookup))]);
      const house = { lookup, country: config.country, nameTemplate: config.nameTemplate };
      return explainLookup(positionals.join(' '), defaultHook(config, ''), house);
    },
    createLog('error'),
  );
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
