import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openCallLogReader } from '../call-log/reader.ts';
import { callLogSettings } from '../call-log/settings.ts';
import { parseStatisticsQuestion } from '../calls/statistics/ask-statistics.ts';
import { parseConfig } from '../config.ts';
import { AppError } from '../domain/app-error.ts';
import { MAIN_WORKSPACE } from '../domain/contact.ts';
import { explainFailure } from '../store/sqlite-failure.ts';
import type { Command } from './command.ts';
import { parseArguments } from './parse-arguments.ts';
import { renderStatistics } from './render-statistics.ts';

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  by: { type: 'string' },
  tz: { type: 'string' },
} as const;

/** `ringname stats`: what calls came to in a period; reads beside a server that runs, and changes nothing. */
export const statsCommand: Command = async (args, readEnvironment) => {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (positionals.length > 0) throw new AppError('invalid', `What is "${positionals[0]}"? See ringname help.`);
  const config = parseConfig(readEnvironment());
  const house = { timeZone: config.timezone, country: config.country, now: Date.now() };
  const question = parseStatisticsQuestion(values, house);
  if (!existsSync(join(config.dataDir, 'calls.db'))) {
    throw new AppError('not-found', `DATA_DIR=${config.dataDir}: no call has been kept there yet`);
  }
  try {
    // No number is looked up here, so that no hash is made of one.
    const reader = openCallLogReader(callLogSettings(config, ''), Date.now);
    process.stdout.write(renderStatistics(reader.readStatistics(MAIN_WORKSPACE, question)));
    reader.close();
    return 0;
  } catch (error) {
    throw explainFailure(error, 'calls.db');
  }
};
