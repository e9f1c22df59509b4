import { describe, expect, test } from '@jest/globals';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps server programs, which are not on everybody's PATH. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/**
 * `describe` for tests that talk to a real server program. Without the program they are skipped aloud; with CI=true
 * that is a failure, for there nothing may go unproven. `body` gets the program's path.
 */
export function describeWithServer(program: string, debianPackage: string, body: (path: string) => void): void {
  const path = findProgram(program);
  const missing = `${program} is not installed: apt-get install ${debianPackage}`;
  switch (decide(path, process.env['CI'])) {
    case 'run':
      describe(`with a real ${program}`, () => {
        body(path ?? program);
      });
      return;
    case 'skip':
      process.stderr.write(`SKIPPED: ${missing}\n`);
      // oxlint-disable-next-line jest/no-disabled-tests -- the one place that may, for it says so
      describe.skip(`with a real ${program}`, () => {
        body(program);
      });
      return;
    case 'fail':
      test(`with a real ${program}`, () => {
        expect(missing).toBe('installed');
      });
  }
}

/** What becomes of tests whose program was or was not found; `ci` is the environment's CI. */
export function decide(path: string | undefined, ci: string | undefined): 'run' | 'skip' | 'fail' {
  if (path !== undefined) return 'run';
  return ci === 'true' ? 'fail' : 'skip';
}

function findProgram(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
