import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './domain/app-error.ts';

/**
 * A token that is made once and kept in the data directory, readable by this user only. Short enough for FreePBX,
 * which cuts a look-up URL's path and query at 100 characters each. Throws AppError `invalid` for a file without one,
 * as a full disk leaves it: an empty token would let everybody in.
 */
export function keptToken(dataDir: string, name: string): string {
  const path = join(dataDir, name);
  try {
    writeFileSync(path, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const token = readFileSync(path, 'utf8').trim();
  if (token === '') throw new AppError('invalid', `${path} is empty: delete it, and another token is made`);
  return token;
}
