import type { ContactRecord } from '../record/contact-record.ts';
import { readCards } from '../record/vcard/read-cards.ts';
import { SourceError } from '../source.ts';
import type { RecordReader } from './record-reader.ts';
import { resumeBatches } from './resume-batches.ts';

/** A text of vCards of any version, one entry each. Throws SourceError when there is none in it. */
export async function openVcards(text: AsyncIterable<string>): Promise<RecordReader> {
  const batches = readCards(text);
  const { value: first } = await batches.next();
  if (first === undefined) throw new SourceError('holds no whole vCard (BEGIN:VCARD … END:VCARD)', false);
  return {
    format: 'vcard',
    delimiter: null,
    columns: () => ({ FN: 'name', N: 'name', ORG: 'company', TEL: 'phone' }),
    records: resumeBatches<readonly ContactRecord[]>(first, batches),
  };
}
