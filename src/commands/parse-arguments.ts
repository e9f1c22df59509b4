import { parseArgs, type ParseArgsConfig } from 'node:util';
import { AppError } from '../domain/app-error.ts';

/** What stands behind a command: its options, and what is none. Throws AppError `invalid` for an unknown option. */
export function parseArguments<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw new AppError('invalid', `${(cause as Error).message}. See ringname help.`, {}, { cause });
  }
}
