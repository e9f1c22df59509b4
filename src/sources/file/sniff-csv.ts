/** How a delimited file is written. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Whether the first line is Excel's `sep=;`, which is no data. */
  readonly separatorLine: boolean;
}

/** Commas also stand inside names and amounts, so the others go before them where both would do. */
const DELIMITERS = [';', '\t', '|', ','] as const;

const RECORDS = 20;

/** How a file is written, by its first lines: a `sep=` line says it, else the delimiter that cuts all rows alike. */
export function sniffCsv(sample: string): CsvDialect {
  const said = /^"?sep=(.)"?\n/i.exec(sample)?.[1];
  if (said !== undefined) return { delimiter: said, separatorLine: true };
  let best = { delimiter: ',', agreeing: 0, count: 0 };
  for (const delimiter of DELIMITERS) {
    const { agreeing, count } = agreement(countDelimiters(sample, delimiter));
    if (agreeing > best.agreeing || (agreeing === best.agreeing && count > best.count)) {
      best = { delimiter, agreeing, count };
    }
  }
  return { delimiter: best.delimiter, separatorLine: false };
}

/** How often the delimiter stands outside quotes in each of the first records. */
function countDelimiters(sample: string, delimiter: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  let fieldStart = true;
  for (const character of sample) {
    if (quoted) quoted = character !== '"';
    else if (character === '"' && fieldStart) quoted = true;
    else if (character === '\n') {
      counts.push(count);
      count = 0;
      if (counts.length === RECORDS) return counts;
    } else if (character === delimiter) count += 1;
    fieldStart = character === '\n' || character === delimiter || (fieldStart && character === ' ');
  }
  return [...counts, count];
}

/** How many records have the most usual number of delimiters, of those that have any. */
function agreement(counts: readonly number[]): { agreeing: number; count: number } {
  const records = new Map<number, number>();
  for (const count of counts) if (count > 0) records.set(count, (records.get(count) ?? 0) + 1);
  let best = { agreeing: 0, count: 0 };
  for (const [count, agreeing] of records) if (agreeing > best.agreeing) best = { agreeing, count };
  return best;
}
