import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCycles, findForbiddenImports, findReservedUses, type Reserved, type Room } from './support/house-rules.ts';
import { readSourceFile, type SourceFile } from './support/source-file.ts';

/** ARCHITECTURE.md says why. A new folder needs a line here. */
const IMPORT_TABLE: readonly Room[] = [
  { room: 'domain', mayImport: [], packages: ['libphonenumber-js', 'any-ascii', 'node:net'] },
  { room: 'pbx', mayImport: ['domain'], packages: [] },
  {
    room: 'lookup',
    mayImport: ['domain'],
    mayImportTypes: ['store/contact-store.ts', 'sources/source.ts'],
    packages: ['lru-cache', 'cockatiel'],
  },
  { room: 'sources/source.ts', mayImport: ['domain'], packages: [] },
  { room: 'sources/record', mayImport: ['domain'], packages: ['iconv-lite'] },
  {
    room: 'sources/connector',
    mayImport: ['domain', 'sources/source.ts', 'sources/record'],
    packages: ['axios', 'libphonenumber-js', 'yaml', 'zod', 'node:*'],
  },
  {
    room: 'sources/*',
    mayImport: ['domain', 'sources/source.ts', 'sources/record', 'sources/connector'],
    packages: ['*'],
  },
  { room: 'calls/packed', mayImport: [], packages: [] },
  { room: 'calls/time', mayImport: ['domain'], packages: [] },
  { room: 'calls', mayImport: ['domain'], packages: [] },
  {
    room: 'store',
    mayImport: ['domain', 'calls'],
    mayImportTypes: ['lookup/directory.ts'],
    packages: ['better-sqlite3', 'node:*'],
  },
  {
    room: 'http',
    mayImport: ['domain', 'pbx', 'calls', 'answer-call.ts'],
    mayImportTypes: ['lookup', 'store/contact-store.ts'],
    packages: ['express', '@fastify/busboy', 'pino', 'prom-client', 'node:*'],
  },
  {
    room: 'answer-call.ts',
    mayImport: ['domain', 'pbx', 'lookup/choose-contact.ts'],
    mayImportTypes: ['calls'],
    packages: [],
  },
  {
    room: 'contacts',
    mayImport: ['domain', 'sources', 'store', 'connectors', 'thread.ts'],
    mayImportTypes: ['http/api/sources-routes.ts', 'config.ts'],
    packages: ['pino', 'node:*'],
  },
  {
    room: 'connectors',
    mayImport: ['domain', 'sources', 'config.ts'],
    mayImportTypes: ['store', 'seal.ts'],
    packages: ['lru-cache', 'pino', 'node:*'],
  },
  {
    room: 'call-log',
    mayImport: ['domain', 'calls', 'store', 'thread.ts'],
    mayImportTypes: ['answer-call.ts', 'config.ts'],
    packages: ['pino', 'prom-client', 'node:*'],
  },
  { room: 'config.ts', mayImport: ['domain', 'setting-reader.ts'], packages: ['node:net'] },
  { room: 'commands', mayImport: ['*'], packages: ['*'] },
  { room: '*.ts', mayImport: ['*'], packages: ['*'] },
];

const RESERVED: readonly Reserved[] = [
  {
    uses: ['process.env', 'process.exit', 'process.argv'],
    because: 'only main.ts talks to the process; take what you need as an argument',
    keptFrom: ['*'],
    except: ['main.ts'],
  },
  {
    uses: ['AbortSignal.any'],
    because: 'Node 20 loses a timeout that only it refers to; join signals as sources/connector/until.ts does',
    keptFrom: ['*'],
  },
  {
    uses: ['Date.now', 'new Date()', 'performance.now', 'Math.random'],
    because: 'this room is pure; take the time as an argument',
    keptFrom: ['domain', 'pbx', 'calls'],
  },
];

const MAX_LINES = 300;

describe('every source file', () => {
  const files = readSourceFiles(join(import.meta.dirname, '../src'));

  test('imports only what its room may know', () => {
    expect(files.flatMap((file) => findForbiddenImports(file, IMPORT_TABLE))).toEqual([]);
  });

  test('is in no import cycle', () => {
    expect(findCycles(files)).toEqual([]);
  });

  test('leaves the process to main.ts and the clock to those who are told it', () => {
    expect(files.flatMap((file) => findReservedUses(file, RESERVED))).toEqual([]);
  });

  test('has no default export', () => {
    expect(files.flatMap((file) => file.defaultExports.map((line) => `${file.path}:${line}`))).toEqual([]);
  });

  test(`has at most ${MAX_LINES} lines`, () => {
    expect(files.filter((file) => file.lines > MAX_LINES).map((file) => `${file.path}: ${file.lines}`)).toEqual([]);
  });
});

describe('the rules see through every way to write an import', () => {
  const table: readonly Room[] = [
    { room: 'domain', mayImport: [], packages: ['phone'] },
    { room: 'sources/source.ts', mayImport: ['domain'], packages: [] },
    { room: 'sources/*', mayImport: ['sources/source.ts'], packages: ['node:*'] },
    { room: 'http', mayImport: ['domain'], mayImportTypes: ['store/store.ts'], packages: ['@web/server'] },
    { room: 'answer-call.ts', mayImport: ['domain'], packages: [] },
    { room: '*.ts', mayImport: ['*'], packages: ['*'] },
  ];

  test.each([
    ['domain/name.ts', `import { a } from './other.ts';`],
    ['domain/name.ts', `import { a } from 'phone/max';`],
    ['sources/csv/read.ts', `import { a } from '../source.ts';`],
    ['sources/csv/read.ts', `import { a } from './rows/split.ts';`],
    ['sources/csv/rows/split.ts', `import { a } from '../read.ts'; import 'node:fs';`],
    ['http/webhook.ts', `import type { Store } from '../store/store.ts'; import '@web/server';`],
    ['http/webhook.ts', `import { type Store } from '../store/store.ts';`],
    ['http/webhook.ts', `type Store = import('../store/store.ts').Store;`],
    ['main.ts', `import { a } from './http/webhook.ts'; import 'anything';`],
  ])('%s: %s is allowed', (path, text) => {
    expect(findForbiddenImports(readSourceFile(path, text), table)).toEqual([]);
  });

  test.each([
    ['domain/name.ts', `import { a } from '../http/webhook.ts';`, 'http/webhook.ts'],
    ['domain/name.ts', `import type { A } from '../http/webhook.ts';`, 'types of http/webhook.ts'],
    ['domain/name.ts', `export * from '../http/webhook.ts';`, 'http/webhook.ts'],
    ['domain/name.ts', `export { a } from '../http/webhook.ts';`, 'http/webhook.ts'],
    ['domain/name.ts', `export type { A } from '../http/webhook.ts';`, 'types of http/webhook.ts'],
    ['domain/name.ts', `const a = await import('../http/webhook.ts');`, 'http/webhook.ts'],
    ['domain/name.ts', `import a = require('../http/webhook.ts');`, 'http/webhook.ts'],
    ['domain/name.ts', `function f() { return require('../http/webhook.ts'); }`, 'http/webhook.ts'],
    ['domain/name.ts', `type A = import('../http/webhook.ts').A;`, 'types of http/webhook.ts'],
    ['domain/name.ts', `import '../http/webhook.ts';`, 'http/webhook.ts'],
    ['domain/name.ts', `await import(name);`, 'what is computed at run time'],
    ['domain/name.ts', `import 'node:fs';`, 'node:fs'],
    ['domain/name.ts', `import 'phone-book';`, 'phone-book'],
    ['sources/csv/read.ts', `import { a } from '../xlsx/read.ts';`, 'sources/xlsx/read.ts'],
    ['sources/csv/read.ts', `import { a } from '../../domain/name.ts';`, 'domain/name.ts'],
    ['sources/source.ts', `import { a } from './csv/read.ts';`, 'sources/csv/read.ts'],
    ['http/webhook.ts', `import { Store } from '../store/store.ts';`, 'store/store.ts'],
    ['http/webhook.ts', `import { type Store, open } from '../store/store.ts';`, 'store/store.ts'],
    ['answer-call.ts', `import { a } from './main.ts';`, 'main.ts'],
    ['main.ts', `import { a } from '../dist/main.js';`, '../dist/main.js'],
  ])('%s: %s is told', (path, text, imported) => {
    const [told, ...others] = findForbiddenImports(readSourceFile(path, text), table);
    expect(told).toContain(`${path}:1 imports ${imported}`);
    expect(others).toEqual([]);
  });

  test('the message names file, line, import and what is allowed', () => {
    const file = readSourceFile(
      'http/webhook.ts',
      `// ä → 日本\n/* … */ const a = 1;\nexport * from '../store/sql.ts';\n`,
    );
    expect(findForbiddenImports(file, table)).toEqual([
      'http/webhook.ts:3 imports store/sql.ts: http may import domain, types of store/store.ts; packages: @web/server',
    ]);
  });

  test('a folder without a line in the table is told', () => {
    const told = findForbiddenImports(readSourceFile('helpers/text.ts', ''), table);
    expect(told).toEqual([expect.stringContaining('helpers/text.ts stands in no room')]);
  });
});

describe('the other rules see', () => {
  test('a cycle, once, also through types alone', () => {
    const files = [
      readSourceFile('a.ts', `import './room/b.ts'; import './d.ts';`),
      readSourceFile('room/b.ts', `import type { C } from '../c.ts';`),
      readSourceFile('c.ts', `export * from './a.ts';`),
      readSourceFile('d.ts', `import './room/b.ts';`),
    ];
    expect(findCycles(files)).toEqual(['a.ts → room/b.ts → c.ts → a.ts']);
  });

  test.each([
    ['store/sqlite.ts', `const dir = process.env['DATA_DIR'];`],
    ['store/sqlite.ts', `process['exit'](1);`],
    ['domain/name.ts', `const now = new Date();`],
    ['calls/fold.ts', `class Fold { at() { return Date.now(); } }`],
  ])('%s: %s', (path, text) => {
    expect(findReservedUses(readSourceFile(path, text), RESERVED)).toHaveLength(1);
  });

  test.each([
    ['main.ts', `process.exit(process.env['CI'] ? 1 : 0);`],
    ['store/sqlite.ts', `const now = Date.now();`],
    ['domain/name.ts', `const day = new Date(time); const env = config.env;`],
  ])('no fault in %s: %s', (path, text) => {
    expect(findReservedUses(readSourceFile(path, text), RESERVED)).toEqual([]);
  });

  test.each([
    'export default 1;',
    'export default function f() {}',
    'export { a as default };',
    `export { default } from 'x';`,
  ])('a default export: %s', (text) => {
    expect(readSourceFile('a.ts', `\n${text}`).defaultExports).toEqual([2]);
  });
});

function readSourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readSourceFile(path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')));
}
