import { beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptToken } from '../src/kept-token.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringname-'));
});

describe('a kept token', () => {
  test('is made once, and another one for another name', () => {
    const token = keptToken(directory, 'admin-token');
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(keptToken(directory, 'admin-token')).toBe(token);
    expect(keptToken(directory, 'webhook-token')).not.toBe(token);
  });

  test.each(['', '\n', ' \r\n'])('is never empty: a file with %j is refused', (content) => {
    writeFileSync(join(directory, 'admin-token'), content);
    expect(() => keptToken(directory, 'admin-token')).toThrow(
      /admin-token is empty: delete it, and another token is made/,
    );
  });
});
