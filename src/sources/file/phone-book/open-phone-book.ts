import { SourceError } from '../../source.ts';
import type { ContactRecord } from '../../record/contact-record.ts';
import { areReversed, unreverse } from '../../record/person-name.ts';
import type { RecordReader } from '../record-reader.ts';
import { resumeBatches } from '../resume-batches.ts';
import { walkXml } from '../walk-xml.ts';
import { createEntryCollector } from './entry-collector.ts';

const BATCH_ENTRIES = 500;

/**
 * An XML phone book as Yealink, Grandstream, Snom, Fanvil and FRITZ!Box read and write it; the root may have any name.
 * Throws SourceError when there are no entries in it.
 */
export async function openPhoneBook(text: AsyncIterable<string>): Promise<RecordReader> {
  const collector = createEntryCollector();
  const batches = readEntries(text, collector);
  const { value: first } = await batches.next();
  if (first === undefined) {
    throw new SourceError('is XML, but no phone book (no DirectoryEntry, Contact, item or Unit in it)', false);
  }
  const reversed = areReversed(first.map(({ name }) => name));
  const inOrder = (entries: readonly ContactRecord[]): readonly ContactRecord[] =>
    reversed ? entries.map((entry) => ({ ...entry, name: unreverse(entry.name) })) : entries;
  async function* records(): AsyncGenerator<readonly ContactRecord[]> {
    for await (const batch of resumeBatches(first ?? [], batches)) yield inOrder(batch);
  }
  return { format: 'xml', delimiter: null, columns: () => collector.columns(), records: records() };
}

async function* readEntries(
  text: AsyncIterable<string>,
  collector: ReturnType<typeof createEntryCollector>,
): AsyncGenerator<readonly ContactRecord[], undefined> {
  for await (const _ of walkXml(text, collector)) {
    if (collector.waiting() >= BATCH_ENTRIES) yield collector.take();
  }
  if (collector.waiting() > 0) yield collector.take();
  return undefined;
}
