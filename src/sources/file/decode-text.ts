import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';
import { SourceError } from '../source.ts';

/** Some hundreds of contacts. */
const CHUNK_BYTES = 64 * 1024;

/** By the names that the report shows and iconv-lite knows. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'cp850' | 'macroman';

/** What people call the encodings, without punctuation and case. ISO-8859-1 is read as its superset, as browsers do. */
const ENCODING_NAMES: ReadonlyMap<string, Encoding> = new Map([
  ['utf8', 'utf-8'],
  ['utf16le', 'utf-16le'],
  ['utf16', 'utf-16le'],
  ['unicode', 'utf-16le'],
  ['utf16be', 'utf-16be'],
  ['windows1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['ansi', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['iso88591', 'windows-1252'],
  ['cp850', 'cp850'],
  ['ibm850', 'cp850'],
  ['msdos', 'cp850'],
  ['macroman', 'macroman'],
  ['macintosh', 'macroman'],
]);

/** The encoding a person asked for by any of its names. Throws SourceError naming the ones there are. */
export function parseEncoding(name: string): Encoding {
  const encoding = ENCODING_NAMES.get(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (encoding !== undefined) return encoding;
  const known = [...new Set(ENCODING_NAMES.values())].join(', ');
  throw new SourceError(`the encoding "${name}" is not known; use one of ${known}`, false);
}

/** The bytes of a file, in chunks. */
export function readBytes(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

/**
 * The text of a file in chunks, without byte order mark and with every line break (CR LF, CR, LF, mixed or not)
 * written as one `\n`, so that whoever reads it counts the physical lines right. `onRead` hears how many bytes of the
 * file have been taken so far.
 */
export async function* decodeText(
  path: string,
  encoding: Encoding,
  onRead: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  let bytes = 0;
  let unfinished = '';
  for await (const chunk of readBytes(path)) {
    bytes += chunk.length;
    onRead(bytes);
    const text = unfinished + decoder.write(chunk);
    unfinished = UNFINISHED.exec(text)?.[0] ?? '';
    yield withPlainLineBreaks(text.slice(0, text.length - unfinished.length));
  }
  yield withPlainLineBreaks(unfinished + (decoder.end() ?? ''));
}

/** The first half of a line break or of a character, at the end of a chunk. */
const UNFINISHED = /[\r\uD800-\uDBFF]$/;

function withPlainLineBreaks(text: string): string {
  const unix = text.replaceAll('\r\n', '\n');
  return unix.includes('\r') ? unix.replaceAll('\r', '\n') : unix;
}
