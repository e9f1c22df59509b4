import { SourceError } from '../../source.ts';

/** How a delimited file is written. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Whether the first line is Excel's `sep=;`, which is no data. */
  readonly separatorLine: boolean;
  /** Whether cells begin with spaces before their quotation mark. */
  readonly spaceBeforeQuotes: boolean;
}

/** Commas also stand inside names and amounts, so the others go before them where both would do. */
const DELIMITERS = [';', '\t', '|', ','] as const;

const RECORDS = 50;

/**
 * How a file is written, by its first lines: a `sep=` line says its delimiter, else it is the one that cuts most rows
 * into as many cells. Throws SourceError for a `chosen` delimiter that is not one character.
 */
export function sniffDialect(sample: string, chosen: string | undefined): CsvDialect {
  const said = /^"?sep=(.)"?(?:\n|$)/i.exec(sample)?.[1];
  const delimiter = chosen ?? said ?? likeliestDelimiter(sample);
  if (delimiter.length !== 1 || delimiter === '"' || delimiter === '\n') {
    throw new SourceError(`the delimiter "${delimiter}" must be one character, such as ; or ,`, false);
  }
  return { delimiter, separatorLine: said !== undefined, spaceBeforeQuotes: /[;,|\t] +"/.test(sample) };
}

function likeliestDelimiter(sample: string): string {
  return likeliest(sample, true) ?? likeliest(sample, false) ?? ',';
}

function likeliest(sample: string, quotes: boolean): string | undefined {
  let best: { delimiter: string; agreeing: number; count: number } | undefined;
  for (const [delimiter, counts] of countDelimiters(sample, quotes)) {
    const { agreeing, count } = agreement(counts);
    const better = best === undefined || agreeing > best.agreeing || (agreeing === best.agreeing && count > best.count);
    if (agreeing > 0 && better) best = { delimiter, agreeing, count };
  }
  return best?.delimiter;
}

/** How often each delimiter stands in each of the first records, outside quotation marks if these count. */
function countDelimiters(sample: string, quotes: boolean): Map<string, number[]> {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter as string, [0]]));
  let records = 1;
  let quoted = false;
  // Where a quotation mark opens a quoted text: at the start of a cell, or at once after one that closed (`""`).
  let mayOpen = true;
  for (const character of sample) {
    if (quoted) {
      quoted = character !== '"';
      mayOpen = !quoted;
      continue;
    }
    if (quotes && mayOpen && character === '"') quoted = true;
    const ofDelimiter = counts.get(character);
    if (ofDelimiter !== undefined) ofDelimiter[records - 1] = (ofDelimiter[records - 1] ?? 0) + 1;
    if (character === '\n') {
      if (records === RECORDS) break;
      for (const ofEach of counts.values()) ofEach.push(0);
      records += 1;
    }
    mayOpen = character === '\n' || ofDelimiter !== undefined || (mayOpen && character === ' ');
  }
  return counts;
}

/** How many records have the most usual number of delimiters, of those that have any. */
function agreement(counts: readonly number[]): { agreeing: number; count: number } {
  const records = new Map<number, number>();
  for (const count of counts) if (count > 0) records.set(count, (records.get(count) ?? 0) + 1);
  let best = { agreeing: 0, count: 0 };
  for (const [count, agreeing] of records) if (agreeing > best.agreeing) best = { agreeing, count };
  return best;
}
