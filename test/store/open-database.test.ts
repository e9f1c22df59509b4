import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database as Connection } from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { migrate, openReader, openWriter } from '../../src/store/open-database.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

let directory: string;
let database: Connection;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ringname-open-'));
  database = openWriter(join(directory, 'ringname.db'));
});

afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

const versionOf = (connection: Connection) => connection.pragma('user_version', { simple: true });
const tablesOf = (connection: Connection) =>
  connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();

describe('migrations', () => {
  test('are done in order, each once', () => {
    migrate(database, ['CREATE TABLE a (x)']);
    migrate(database, ['never again', 'CREATE TABLE b (x)', 'ALTER TABLE b ADD COLUMN y']);
    expect(tablesOf(database)).toEqual(['a', 'b']);
    expect(versionOf(database)).toBe(3);
    migrate(database, ['never again', 'never again', 'never again']);
  });

  test('one that fails leaves the database as the one before made it', () => {
    expect(() => migrate(database, ['CREATE TABLE a (x)', 'CREATE TABLE b (x); CREATE TABLE a (x)'])).toThrow(
      'a already',
    );
    expect(tablesOf(database)).toEqual(['a']);
    expect(versionOf(database)).toBe(1);
  });

  test('a database of a newer program is refused, named and left alone', () => {
    database.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    expect(() => openSqliteStore(directory)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringMatching(/ringname\.db was written by a newer/),
      }),
    );
    expect(tablesOf(database)).toEqual([]);
  });
});

describe('connections', () => {
  test('a writer is durable at each commit, beside readers', () => {
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    const FULL = 2;
    expect(database.pragma('synchronous', { simple: true })).toBe(FULL);
  });

  test('a reader cannot write', () => {
    migrate(database);
    const reader = openReader(database.name);
    expect(() => reader.exec('DELETE FROM sources')).toThrow('readonly');
    reader.close();
  });
});
