import { SourceError } from '../source.ts';

/** The formats a contact file can have. Yealink's, Grandstream's, Snom's, Fanvil's and FRITZ!Box's books are `xml`. */
export type Format = 'csv' | 'vcard' | 'xml' | 'json' | 'xlsx';

const BINARY: readonly (readonly [magic: string, format: 'xlsx' | { readonly refused: string }])[] = [
  ['504b0304', 'xlsx'],
  [
    'd0cf11e0a1b11ae1',
    { refused: 'is an old Excel file (.xls) or has a password; save it as .xlsx or CSV without one' },
  ],
  ['1f8b', { refused: 'is compressed (gzip); unpack it first' }],
  ['25504446', { refused: 'is a PDF; export the contacts as CSV instead' }],
];

/** The format that a file's first bytes show, undefined for text of some kind. Throws SourceError for a known other. */
export function recognizeBytes(head: Buffer): 'xlsx' | undefined {
  const found = BINARY.find(([magic]) => head.subarray(0, magic.length / 2).toString('hex') === magic)?.[1];
  if (typeof found === 'object') throw new SourceError(found.refused, false);
  return found;
}

/** The format that the beginning of a text shows; what shows no other is CSV. Throws SourceError for a web page. */
export function recognizeText(sample: string): Exclude<Format, 'xlsx'> {
  const start = sample.trimStart().slice(0, 500).toLowerCase();
  if (/^(?:<!doctype html|<html)/.test(start)) {
    throw new SourceError(
      'is a web page, perhaps the page where one signs in; download the contacts themselves',
      false,
    );
  }
  if (start.startsWith('begin:vcard')) return 'vcard';
  if (start.startsWith('<')) return 'xml';
  if (/^[[{]\s*[[{"\]]/.test(start)) return 'json';
  return 'csv';
}
