import { accessSync, constants, mkdirSync } from 'node:fs';
import { AppError } from '../domain/app-error.ts';

/**
 * Makes the data directory unless it is there, for this user only: the contacts are other people's personal data. Throws
 * AppError `invalid` where this user cannot write in it.
 */
export function makeDataDir(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AppError(
      'invalid',
      `DATA_DIR=${directory}: must be a folder this user can write in (${code})`,
      {},
      { cause },
    );
  }
}
