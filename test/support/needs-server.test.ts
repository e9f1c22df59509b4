import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { decide, describeWithServer } from './needs-server.ts';

test.each([
  { path: '/usr/sbin/slapd', ci: undefined, becomes: 'run' },
  { path: '/usr/sbin/slapd', ci: 'true', becomes: 'run' },
  { path: undefined, ci: undefined, becomes: 'skip' },
  { path: undefined, ci: 'false', becomes: 'skip' },
  { path: undefined, ci: 'true', becomes: 'fail' },
])('tests whose program is at $path with CI=$ci: $becomes', ({ path, ci, becomes }) => {
  expect(decide(path, ci)).toBe(becomes);
});

describeWithServer('node', 'nodejs', (path) => {
  test('a program that is there is handed to its tests', () => {
    expect(execFileSync(path, ['--version'], { encoding: 'utf8' })).toMatch(/^v\d+/);
  });
});
