import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from './needs-server.ts';

/** A disk of a few megabytes, of memory. */
export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

/**
 * `describe` for tests that fill a disk. Where this user may not mount one they are skipped aloud; with CI=true that is a
 * failure, as everywhere.
 */
export function describeWithSmallDisk(body: (mount: () => SmallDisk) => void): void {
  const probe = mountSmallDisk();
  probe?.remove();
  const missing = 'a small disk cannot be mounted: run the tests as root';
  const mount = (): SmallDisk => {
    const disk = mountSmallDisk();
    if (!disk) throw new Error(missing);
    return disk;
  };
  switch (decide(probe?.path, process.env['CI'])) {
    case 'run':
      describe('on a small disk', () => {
        body(mount);
      });
      return;
    case 'skip':
      process.stderr.write(`SKIPPED: ${missing}\n`);
      // oxlint-disable-next-line jest/no-disabled-tests -- one of the two places that may, for it says so
      describe.skip('on a small disk', () => {
        body(mount);
      });
      return;
    case 'fail':
      test('on a small disk', () => {
        expect(missing).toBe('mounted');
      });
  }
}

function mountSmallDisk(): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'ringname-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    remove: () => {
      execFileSync('umount', [path]);
      rmSync(path, { recursive: true });
    },
  };
}
