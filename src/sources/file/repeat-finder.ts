import type { Contact } from '../../domain/contact.ts';

const FIRST_SLOTS = 1 << 12;
const FULLEST = 0.75;

const { imul } = Math;

/**
 * A question "was this contact here before?", which also remembers it. Contacts are the same when all they hold is.
 *
 * Only 64 bits of each are kept, in two typed arrays: a million contacts cost 16 MiB (24 MiB for the moment in which
 * the table doubles). That two different contacts among a million share their 64 bits, and one is left out as a repeat,
 * has odds of about 1 in 37 million.
 */
export function createRepeatFinder(): (contact: Contact) => boolean {
  let high = new Uint32Array(FIRST_SLOTS);
  let low = new Uint32Array(FIRST_SLOTS);
  let count = 0;

  function grow(): void {
    const [oldHigh, oldLow] = [high, low];
    high = new Uint32Array(oldHigh.length * 2);
    low = new Uint32Array(oldHigh.length * 2);
    for (let slot = 0; slot < oldHigh.length; slot++) {
      const [first, second] = [oldHigh[slot] ?? 0, oldLow[slot] ?? 0];
      if (second !== 0) insert(high, low, first, second);
    }
  }

  return (contact) => {
    const text = keyOf(contact);
    // An empty slot has 0 in `low`, so no hash may.
    const repeated = !insert(high, low, hash(text, 0x9e3779b9), hash(text, 0x85ebca6b) || 1);
    if (!repeated && ++count > high.length * FULLEST) grow();
    return repeated;
  };
}

/** Puts a hash into the table of open addressing; false if it is there already. */
function insert(high: Uint32Array, low: Uint32Array, first: number, second: number): boolean {
  const mask = high.length - 1;
  let slot = first & mask;
  while (low[slot] !== 0) {
    if (low[slot] === second && high[slot] === first) return false;
    slot = (slot + 1) & mask;
  }
  high[slot] = first;
  low[slot] = second;
  return true;
}

function keyOf(contact: Contact): string {
  const ranges = contact.ranges.map(({ prefix, length }) => `${prefix}/${length}`).join();
  return `${contact.person ?? ''}\n${contact.company ?? ''}\n${contact.contactUrl ?? ''}\n${contact.numbers.join()}\n${ranges}`;
}

/** MurmurHash3's 32-bit mixing over UTF-16 code units. */
function hash(text: string, seed: number): number {
  let state = seed;
  for (let index = 0; index < text.length; index++) {
    let block = imul(text.charCodeAt(index), 0xcc9e2d51);
    block = imul((block << 15) | (block >>> 17), 0x1b873593);
    state ^= block;
    state = (imul((state << 13) | (state >>> 19), 5) + 0xe6546b64) | 0;
  }
  state ^= text.length;
  state = imul(state ^ (state >>> 16), 0x85ebca6b);
  state = imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
