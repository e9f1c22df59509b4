import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';
import { SourceError } from '../source.ts';

const CHUNK_BYTES = 256 * 1024;

/** By the names that the report shows and iconv-lite knows. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'cp850' | 'macroman';

/** What people call the encodings, without punctuation and case. ISO-8859-1 is read as its superset, as browsers do. */
const ENCODING_NAMES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  utf16le: 'utf-16le',
  utf16: 'utf-16le',
  utf16be: 'utf-16be',
  windows1252: 'windows-1252',
  cp1252: 'windows-1252',
  ansi: 'windows-1252',
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  cp850: 'cp850',
  ibm850: 'cp850',
  macroman: 'macroman',
  macintosh: 'macroman',
};

/** The encoding a person asked for by any of its names. Throws SourceError naming the ones there are. */
export function parseEncoding(name: string): Encoding {
  const encoding = new Map(Object.entries(ENCODING_NAMES)).get(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (encoding !== undefined) return encoding;
  const known = [...new Set(Object.values(ENCODING_NAMES))].join(', ');
  throw new SourceError(`the encoding "${name}" is not known; use one of ${known}`, false);
}

/**
 * Which encoding a file is written in: UTF-8 where every byte of it is UTF-8, else Windows-1252. All of the file is
 * read, because a Windows file may have its first accented letter on its last line.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  let unfinished: Buffer = Buffer.alloc(0);
  for await (const chunk of readBytes(path)) {
    const bytes = unfinished.length === 0 ? chunk : Buffer.concat([unfinished, chunk]);
    const whole = bytes.subarray(0, endOfLastCharacter(bytes));
    if (!isUtf8(whole)) return 'windows-1252';
    unfinished = bytes.subarray(whole.length);
  }
  return isUtf8(unfinished) ? 'utf-8' : 'windows-1252';
}

/** Where a chunk of UTF-8 ends when a character that its last bytes only begin is left to the next chunk. */
function endOfLastCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/**
 * The text of a file in chunks, without byte order mark and with every line break (CR LF, CR, LF, mixed or not)
 * written as one `\n`, so that whoever reads it counts the physical lines right. `onBytes` hears how many bytes of
 * the file each chunk took.
 */
export async function* decodeText(
  path: string,
  encoding: Encoding,
  onBytes: (count: number) => void,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  let carriageReturn = '';
  for await (const chunk of readBytes(path)) {
    onBytes(chunk.length);
    const text = carriageReturn + decoder.write(chunk);
    carriageReturn = text.endsWith('\r') ? '\r' : '';
    yield withPlainLineBreaks(carriageReturn === '' ? text : text.slice(0, -1));
  }
  yield withPlainLineBreaks(carriageReturn + (decoder.end() ?? ''));
}

function withPlainLineBreaks(text: string): string {
  const unix = text.replaceAll('\r\n', '\n');
  return unix.includes('\r') ? unix.replaceAll('\r', '\n') : unix;
}

function readBytes(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}
