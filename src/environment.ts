import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SECRET_SETTINGS } from './config.ts';
import { AppError } from './domain/app-error.ts';
import type { Environment } from './setting-reader.ts';

/**
 * The process's environment over what `.env` in the working directory says, with `NAME_FILE` replaced by the first
 * line of the file it names for the settings that are secrets. Throws AppError `invalid`.
 */
export function loadEnvironment(processEnvironment: Environment): Environment {
  const fromFile = existsSync('.env') ? parseEnv(readText('.env', '.env')) : {};
  const environment: Record<string, string | undefined> = { ...fromFile, ...processEnvironment };
  for (const name of SECRET_SETTINGS) {
    const path = environment[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (environment[name]) throw new AppError('invalid', `${name} and ${name}_FILE are both set; keep one.`);
    environment[name] = readSecret(`${name}_FILE=${path}`, path);
    delete environment[`${name}_FILE`];
  }
  return environment;
}

/** The empty text would mean the default, as if nobody had meant to set a secret. */
function readSecret(setting: string, path: string): string {
  const secret = readText(setting, path).split(/\r?\n/, 1)[0]?.trim();
  if (!secret) throw new AppError('invalid', `${setting}: the first line of the file is empty`);
  return secret;
}

function readText(whatItIs: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError(
      'invalid',
      `${whatItIs}: the file cannot be read (${(cause as NodeJS.ErrnoException).code})`,
      {},
      { cause },
    );
  }
}
