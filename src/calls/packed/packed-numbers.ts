/** Where in packed bytes one reads. */
export interface Cursor {
  at: number;
}

/**
 * Adds a whole number from 0 to 2^31: seven bits to a byte, the low ones first; the high bit says that more follow. What is less
 * than nothing is nothing: one wrong count must not make those behind it unreadable.
 */
export function pushNumber(bytes: number[], value: number): void {
  let rest = Math.max(0, value);
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}

/** The number at the cursor, which moves behind it. */
export function readNumber(packed: Uint8Array, cursor: Cursor): number {
  let byte = packed[cursor.at++] ?? 0;
  let value = byte & 127;
  for (let shift = 7; byte > 127; shift += 7) {
    byte = packed[cursor.at++] ?? 0;
    value |= (byte & 127) << shift;
  }
  return value >>> 0;
}
