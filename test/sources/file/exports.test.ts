import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '../../../src/domain/import-report.ts';
import type { ContactFileOptions } from '../../../src/sources/file/read-contact-file.ts';
import { inWords, readPath } from './read-text.ts';

/** Files as the named programs write them, with invented persons; beside each what it must give. */
const FOLDER = join(import.meta.dirname, '../../fixtures/contacts');
const EXPECTED = '.expected.json';

interface Expected {
  readonly options: Partial<ContactFileOptions>;
  readonly contacts: readonly string[];
  readonly report: Partial<ImportReport>;
}

const names = readdirSync(FOLDER);

describe('an export is read without help:', () => {
  test.each(names.filter((name) => !name.endsWith(EXPECTED)))('%s', async (name) => {
    const expected = JSON.parse(readFileSync(join(FOLDER, name + EXPECTED), 'utf8')) as Expected;
    const { contacts, report } = await readPath(join(FOLDER, name), expected.options);
    expect(inWords(contacts)).toEqual(expected.contacts);
    expect(report).toMatchObject(expected.report);
    expect(report.columns).toEqual(expected.report.columns);
  });

  test('and nothing is expected of a file that is not there', () => {
    const expectations = names.filter((name) => name.endsWith(EXPECTED)).map((name) => name.slice(0, -EXPECTED.length));
    expect(expectations.filter((name) => !names.includes(name))).toEqual([]);
  });
});
