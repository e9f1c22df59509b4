import { open } from 'node:fs/promises';
import { SourceError } from '../source.ts';
import { openCsv } from './csv/open-csv.ts';
import { sniffDialect } from './csv/sniff-dialect.ts';
import { decodeText, parseEncoding } from './decode-text.ts';
import { detectEncoding } from './detect-encoding.ts';
import { openJson } from './json/open-json.ts';
import { openPhoneBook } from './phone-book/open-phone-book.ts';
import { recognizeBytes, recognizeText } from './recognize-format.ts';
import type { RecordReader } from './record-reader.ts';
import type { TableOptions } from './table/open-table.ts';
import { openVcards } from './open-vcards.ts';
import { openXlsx } from './xlsx/open-xlsx.ts';

const HEAD_BYTES = 64 * 1024;

/** How a contact file is to be read. */
export interface ReadingOptions extends TableOptions {
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  /** Hears how many bytes of the file have been read so far. */
  readonly onRead: (bytes: number) => void;
}

/** Recognises a contact file by its contents, and opens it. Throws SourceError for what nobody could read. */
export async function openRecords(
  path: string,
  size: number,
  options: ReadingOptions,
): Promise<RecordReader & { readonly encoding: string }> {
  const head = await readHead(path);
  if (recognizeBytes(head) === 'xlsx') {
    const reader = await openXlsx(path, options, (fraction) => options.onRead(Math.round(fraction * size)));
    return { ...reader, encoding: 'utf-8' };
  }
  const { encoding: said } = options;
  const encoding = said === undefined ? await detectEncoding(path, head) : parseEncoding(said);
  const openText = (): AsyncIterable<string> => decodeText(path, encoding, options.onRead);
  const reader = await openTextRecords(openText, await sampleOf(openText()), options);
  return { ...reader, encoding };
}

async function openTextRecords(
  openText: () => AsyncIterable<string>,
  sample: string,
  options: ReadingOptions,
): Promise<RecordReader> {
  const format = recognizeText(sample);
  if (Object.keys(options.chosen).length > 0 && (format === 'vcard' || format === 'xml')) {
    throw new SourceError(`has no columns to map: it is ${format === 'xml' ? 'an XML phone book' : 'a vCard'}`, false);
  }
  switch (format) {
    case 'vcard':
      return openVcards(openText());
    case 'xml':
      return openPhoneBook(openText());
    case 'json':
      return openJson(openText, options);
    case 'csv':
      return openCsv(openText(), sniffDialect(sample, options.delimiter), options);
    default:
      return format satisfies never;
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function sampleOf(text: AsyncIterable<string>): Promise<string> {
  for await (const chunk of text) return chunk;
  return '';
}
