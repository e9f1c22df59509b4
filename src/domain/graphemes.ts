const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Whether a text without control characters has at most `max` graphemes: what a reader sees as one character. */
export function hasAtMost(max: number, text: string): boolean {
  if (text.length <= max) return true;
  // No combining characters so far, and so each code unit is a grapheme.
  if (/^[\u0020-\u017f]*$/.test(text)) return false;
  return firstGraphemes(max + 1, text).length <= max;
}

/**
 * The beginning of a text, at most `max` graphemes. Ends after a whole word where that costs at most a third of `max`,
 * else between two graphemes.
 */
export function cutToGraphemes(max: number, text: string): string {
  if (hasAtMost(max, text)) return text;
  const graphemes = firstGraphemes(max + 1, text);
  const space = graphemes.lastIndexOf(' ');
  const end = space > 0 && max - space <= max / 3 ? space : max;
  return graphemes.slice(0, end).join('').trimEnd();
}

/** The beginning of a text, at most so many UTF-16 code units, and ending between two graphemes. */
export function cutToUnits(units: number, text: string): string {
  if (text.length <= units) return text;
  const beginning = text.slice(0, units);
  // Whether the last grapheme goes on behind the cut is not known, so it goes too.
  return beginning.slice(0, segmenter.segment(beginning).containing(units - 1)?.index);
}

function firstGraphemes(count: number, text: string): string[] {
  const graphemes: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    graphemes.push(segment);
    if (graphemes.length === count) break;
  }
  return graphemes;
}
