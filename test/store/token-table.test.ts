import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSettingsDatabase, type SettingsDatabase } from '../../src/store/settings-database.ts';
import { openTokenTable, type TokenTable } from '../../src/store/token-table.ts';

let directory: string;
let databases: SettingsDatabase[];
let ours: TokenTable;
let theirs: TokenTable;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringname-'));
  databases = [openSettingsDatabase(directory), openSettingsDatabase(directory)];
  [ours, theirs] = databases.map(openTokenTable) as [TokenTable, TokenTable];
});
afterAll(() => {
  for (const database of databases) database.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  ours.release('main', 'crm', 'we');
  ours.release('main', 'crm', 'they');
});

test('what one process has saved another finds', () => {
  ours.save('main', 'crm', Buffer.from('a'));
  ours.save('main', 'crm', Buffer.from('b'));
  expect([theirs.find('main', 'crm'), theirs.find('main', 'other')]).toEqual([Buffer.from('b'), undefined]);
});

describe('a lease on the tokens of a source', () => {
  const minute = 60_000;

  test('is for one at a time, in whatever process', () => {
    expect(ours.lease('main', 'crm', 'we', minute)).toBe(true);
    expect(theirs.lease('main', 'crm', 'they', minute)).toBe(false);
    expect(theirs.lease('main', 'other', 'they', minute)).toBe(true);
    theirs.release('main', 'crm', 'they');
    expect(theirs.lease('main', 'crm', 'they', minute)).toBe(false);
    ours.release('main', 'crm', 'we');
    expect(theirs.lease('main', 'crm', 'they', minute)).toBe(true);
  });

  test('ends with its time, for its holder may be gone', () => {
    expect(ours.lease('main', 'crm', 'we', 0)).toBe(true);
    expect(theirs.lease('main', 'crm', 'they', minute)).toBe(true);
    ours.release('main', 'crm', 'we');
    expect(ours.lease('main', 'crm', 'we', minute)).toBe(false);
  });

  test('that ends later than any could is of a clock that was wrong', () => {
    expect(ours.lease('main', 'crm', 'we', 1000 * minute)).toBe(true);
    expect(theirs.lease('main', 'crm', 'they', minute)).toBe(true);
  });
});
