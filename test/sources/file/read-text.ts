import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contact } from '../../../src/domain/contact.ts';
import type { ImportReport } from '../../../src/domain/import-report.ts';
import { readContactFile, type ContactFileOptions } from '../../../src/sources/file/read-contact-file.ts';

/** Everything a contact file gives, read from the path. */
export async function readPath(
  path: string,
  options: Partial<ContactFileOptions> = {},
): Promise<{ contacts: Contact[]; report: ImportReport }> {
  const file = await readContactFile(path, { source: 'test', country: 'NL', ...options });
  const contacts: Contact[] = [];
  for await (const batch of file.contacts) contacts.push(...batch);
  return { contacts, report: file.report() };
}

/** Everything a contact file with this content gives; errors name it `contacts.csv`. */
export async function readText(
  content: string | Uint8Array,
  options: Partial<ContactFileOptions> = {},
): Promise<{ contacts: Contact[]; report: ImportReport }> {
  const folder = await mkdtemp(join(tmpdir(), 'ringname-'));
  try {
    const path = join(folder, 'contacts.csv');
    await writeFile(path, content);
    return await readPath(path, options);
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(`${folder}/`, '');
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Contacts as `person / company: number number`, which a test can show in one line. */
export function inWords(contacts: readonly Contact[]): string[] {
  return contacts.map(
    ({ person, company, numbers, ranges }) =>
      `${[person, company].filter((part) => part !== null).join(' / ')}: ${[...numbers, ...ranges.map(({ prefix }) => `${prefix}…`)].join(' ')}`,
  );
}
