let turn = 0;

/** The rows in no order that one could rely on: another each time, as a database may give them that was told none. */
export function unordered<T>(rows: readonly T[]): T[] {
  turn = (turn + 1) % 1009;
  const place = (index: number) => ((index + turn) * 7919) % 10_007;
  return rows
    .map((row, index) => ({ row, at: place(index) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
