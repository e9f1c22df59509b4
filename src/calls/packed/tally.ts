import { pushNumber, readNumber } from './packed-numbers.ts';

/**
 * How often each of many small whole numbers (the ids of callers) occurs, packed into a byte or two for each: a sequence of
 * chunks of 16,384 possible keys. A chunk is its number, its kind, its length in bytes, and then either one byte for each
 * possible key (dense) or the distances between those that occur (sparse). A chunk may come twice, and its counts then add up.
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
  /** The numbers of the chunks that are not empty: a day has few callers among the millions there are. */
  const used = new Set<number>();
  const chunks = () => [...used].toSorted((one, other) => one - other);
  const chunkAt = (number: number) => counts.subarray(number * CHUNK, (number + 1) * CHUNK);
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
        const number = readNumber(packed, cursor);
        const kind = packed[cursor.at++];
        const end = readNumber(packed, cursor) + cursor.at;
        makeRoomUpTo((number + 1) * CHUNK - 1);
        used.add(number);
        (kind === DENSE ? addDense : addSparse)(packed.subarray(cursor.at, end), chunkAt(number));
        cursor.at = end;
      }
    },
    addOne: (key) => {
      makeRoomUpTo(key);
      used.add(Math.floor(key / CHUNK));
      counts[key] = (counts[key] ?? 0) + 1;
    },
    top: (length) => {
      const top: Counted[] = [];
      let least = 0;
      for (const number of chunks()) least = addToTop(top, length, least, chunkAt(number), number * CHUNK);
      return top;
    },
    pack: () => {
      const bytes: number[] = [];
      for (const number of chunks()) packChunk(bytes, number, chunkAt(number));
      return Uint8Array.from(bytes);
    },
    clear: () => {
      for (const number of used) chunkAt(number).fill(0);
      used.clear();
    },
  };
}

function packChunk(bytes: number[], number: number, counts: Int32Array): void {
  const occurring = countOccurring(counts);
  if (occurring === 0) return;
  if (occurring < DENSE_FROM) {
    pushChunk(bytes, number, SPARSE, packSparse(counts));
    return;
  }
  pushChunk(
    bytes,
    number,
    DENSE,
    Uint8Array.from(counts, (count) => Math.min(count, LARGEST_DENSE)),
  );
  const rest = counts.map((count) => Math.max(0, count - LARGEST_DENSE));
  if (countOccurring(rest) > 0) pushChunk(bytes, number, SPARSE, packSparse(rest));
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

function pushChunk(bytes: number[], number: number, kind: number, body: ArrayLike<number>): void {
  pushNumber(bytes, number);
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

/** Adds the keys of a chunk, which begin at `firstKey`; answers the count that later ones must exceed, as `least` was. */
function addToTop(top: Counted[], length: number, least: number, counts: Int32Array, firstKey: number): number {
  let exceed = least;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] ?? 0;
    if (count > exceed) exceed = insertIntoTop(top, length, { key: firstKey + index, count });
  }
  return exceed;
}

/** Answers the count that the next key must exceed. A function of its own: the loop around it is three times as fast. */
function insertIntoTop(top: Counted[], length: number, counted: Counted): number {
  top.splice(top.findLastIndex(({ count }) => count >= counted.count) + 1, 0, counted);
  if (top.length > length) top.pop();
  return top.length === length ? (top.at(-1)?.count ?? 0) : 0;
}
