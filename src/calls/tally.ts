import { pushNumber, readNumber } from './packed-numbers.ts';

/**
 * How often each of many small whole numbers (the ids of callers, numbers of days) occurs, packed into a byte or two for
 * each: a sequence of chunks of 16,384 possible keys. A chunk is its number, its kind, its length in bytes, and then
 * either one byte for each possible key (dense) or the distances between those that occur (sparse). A chunk may come
 * twice, and its counts then add up.
 */
export type PackedTally = Uint8Array;

const CHUNK = 16_384;
/** From so many keys on, a byte for each possible one is at most twice as large, and several times as fast. */
const DENSE_FROM = CHUNK / 3;
const SPARSE = 0;
const DENSE = 1;
const LARGEST_DENSE = 255;

/** Tallies added up. */
export interface TallySum {
  add(packed: PackedTally): void;
  addOne(key: number): void;
  /** The keys that occurred most, at most `length`; of equal ones the smaller keys first. */
  top(length: number): { readonly key: number; readonly count: number }[];
  pack(): PackedTally;
  /** As new, with its room kept. */
  clear(): void;
}

/** An empty sum; a `largestKey` that is right spares it from growing. */
export function createTallySum(largestKey: number): TallySum {
  let counts = new Int32Array(largestKey + CHUNK);
  const makeRoomUpTo = (key: number): void => {
    if (key < counts.length) return;
    const larger = new Int32Array(Math.max(key + 1, counts.length * 2));
    larger.set(counts);
    counts = larger;
  };
  return {
    add: (packed) => {
      const cursor = { at: 0 };
      while (cursor.at < packed.length) {
        const base = readNumber(packed, cursor) * CHUNK;
        const kind = packed[cursor.at++];
        const end = readNumber(packed, cursor) + cursor.at;
        makeRoomUpTo(base + CHUNK - 1);
        (kind === DENSE ? addDense : addSparse)(packed.subarray(cursor.at, end), counts.subarray(base, base + CHUNK));
        cursor.at = end;
      }
    },
    addOne: (key) => {
      makeRoomUpTo(key);
      counts[key] = (counts[key] ?? 0) + 1;
    },
    top: (length) => findTop(counts, length),
    pack: () => packCounts(counts),
    clear: () => void counts.fill(0),
  };
}

function packCounts(counts: Int32Array): PackedTally {
  const bytes: number[] = [];
  for (let base = 0; base < counts.length; base += CHUNK) {
    const chunk = counts.subarray(base, base + CHUNK);
    const occurring = countOccurring(chunk);
    if (occurring === 0) continue;
    if (occurring < DENSE_FROM) {
      pushChunk(bytes, base, SPARSE, packSparse(chunk));
      continue;
    }
    pushChunk(
      bytes,
      base,
      DENSE,
      Uint8Array.from(chunk, (count) => Math.min(count, LARGEST_DENSE)),
    );
    const rest = chunk.map((count) => Math.max(0, count - LARGEST_DENSE));
    if (countOccurring(rest) > 0) pushChunk(bytes, base, SPARSE, packSparse(rest));
  }
  return Uint8Array.from(bytes);
}

function countOccurring(counts: Int32Array): number {
  let occurring = 0;
  for (let key = 0; key < counts.length; key++) if (counts[key] !== 0) occurring++;
  return occurring;
}

/** Each key as its distance from the one before, doubled, and one more when a count other than 1 follows. */
function packSparse(counts: Int32Array): number[] {
  const bytes: number[] = [];
  let last = 0;
  for (let key = 0; key < counts.length; key++) {
    const count = counts[key] ?? 0;
    if (count === 0) continue;
    pushNumber(bytes, (key - last) * 2 + (count === 1 ? 0 : 1));
    if (count !== 1) pushNumber(bytes, count);
    last = key;
  }
  return bytes;
}

function pushChunk(bytes: number[], base: number, kind: number, body: ArrayLike<number>): void {
  pushNumber(bytes, base / CHUNK);
  bytes.push(kind);
  pushNumber(bytes, body.length);
  for (let index = 0; index < body.length; index++) bytes.push(body[index] ?? 0);
}

function addDense(body: Uint8Array, counts: Int32Array): void {
  for (let key = 0; key < body.length; key++) counts[key] = (counts[key] ?? 0) + (body[key] ?? 0);
}

/** Spelled out for speed, since a year of calls passes here: nearly all steps and counts are a single byte. */
function addSparse(body: Uint8Array, counts: Int32Array): void {
  const cursor = { at: 0 };
  let key = 0;
  for (let at = 0; at < body.length;) {
    let step = body[at++] ?? 0;
    if (step > 127) {
      cursor.at = at - 1;
      step = readNumber(body, cursor);
      at = cursor.at;
    }
    key += step >>> 1;
    let count = 1;
    if (step & 1) {
      cursor.at = at;
      count = readNumber(body, cursor);
      at = cursor.at;
    }
    counts[key] = (counts[key] ?? 0) + count;
  }
}

interface Counted {
  readonly key: number;
  readonly count: number;
}

function findTop(counts: Int32Array, length: number): Counted[] {
  const top: Counted[] = [];
  let least = 0;
  for (let key = 0; key < counts.length; key++) {
    const count = counts[key] ?? 0;
    if (count > least) least = insertIntoTop(top, length, { key, count });
  }
  return top;
}

/** Answers the count that the next key must exceed. A function of its own: the loop around it is three times as fast. */
function insertIntoTop(top: Counted[], length: number, counted: Counted): number {
  top.splice(top.findLastIndex(({ count }) => count >= counted.count) + 1, 0, counted);
  if (top.length > length) top.pop();
  return top.length === length ? (top.at(-1)?.count ?? 0) : 0;
}
