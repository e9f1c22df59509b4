import { isUtf8 } from 'node:buffer';
import { SourceError } from '../source.ts';
import { readBytes, type Encoding } from './decode-text.ts';

/** How much of a file tells whether it is text, and whether it is UTF-16. */
const HEAD_BYTES = 64 * 1024;
/** A UTF-8 file may have been cut in the middle of some characters; so many good ones for each bad one prove it still. */
const GOOD_FOR_EACH_BAD = 4;
/** After so many bytes that are no UTF-8 nothing further on can prove that it is. */
const MOST_BAD = 10_000;

/**
 * Which encoding a text file is written in: what its byte order mark says, else UTF-16 where the zero bytes of plain
 * letters show it, else UTF-8 where its bytes are UTF-8, else Windows-1252. All of the file is read for that, because a
 * Windows file may have its first accented letter on its last line. Throws SourceError for what is no text.
 */
export async function detectEncoding(path: string, head: Buffer): Promise<Encoding> {
  const start = head.subarray(0, HEAD_BYTES);
  const said = encodingByMark(start) ?? encodingByZeros(start);
  if (said !== undefined) return said;
  if (isBinary(start)) throw new SourceError('is neither text nor any other kind of contact file', false);
  const { good, bad } = await countCharacters(path);
  return bad * GOOD_FOR_EACH_BAD <= good ? 'utf-8' : 'windows-1252';
}

function encodingByMark(head: Buffer): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Most letters of a contact file are below U+0100, and in UTF-16 one byte of each of them is zero. */
function encodingByZeros(head: Buffer): Encoding | undefined {
  let even = 0;
  let odd = 0;
  for (const [index, byte] of head.entries()) {
    if (byte === 0 && index % 2 === 0) even += 1;
    else if (byte === 0) odd += 1;
  }
  const pairs = head.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}

/** A damaged text may hold a stray control character; something else has them all over. */
function isBinary(head: Buffer): boolean {
  let controls = 0;
  for (const byte of head) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls += 1;
  return controls * 50 > head.length;
}

/** How many characters beyond ASCII a file has if it is UTF-8, and how many bytes that cannot be UTF-8. */
async function countCharacters(path: string): Promise<{ good: number; bad: number }> {
  let unfinished: Buffer = Buffer.alloc(0);
  let good = 0;
  let bad = 0;
  for await (const chunk of readBytes(path)) {
    const bytes = unfinished.length === 0 ? chunk : Buffer.concat([unfinished, chunk]);
    const whole = bytes.subarray(0, endOfLastCharacter(bytes));
    unfinished = bytes.subarray(whole.length);
    if (isUtf8(whole)) continue;
    const counted = countInChunk(whole);
    good += counted.good;
    bad += counted.bad;
    if (bad > MOST_BAD) break;
  }
  return { good, bad: bad + (isUtf8(unfinished) ? 0 : 1) };
}

function countInChunk(bytes: Buffer): { good: number; bad: number } {
  let good = 0;
  let bad = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) continue;
    const length = lengthOfCharacter(byte);
    if (length > 1 && isUtf8(bytes.subarray(index, index + length))) {
      good += 1;
      index += length - 1;
    } else {
      bad += 1;
    }
  }
  return { good, bad };
}

/** How many bytes a UTF-8 character with this first byte has; 1 for a byte that begins none. */
function lengthOfCharacter(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/** Where a chunk of UTF-8 ends when a character that its last bytes only begin is left to the next chunk. */
function endOfLastCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return lengthOfCharacter(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
