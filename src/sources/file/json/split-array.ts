import { SourceError } from '../../source.ts';

/** An element of the outermost array, as it is written, and the physical line where it starts. */
export interface JsonElement {
  readonly line: number;
  readonly text: string;
}

const LONGEST_ELEMENT = 1_000_000;
const DEEPEST = 64;

const [NEWLINE, SPACE, QUOTE, COMMA, BACKSLASH] = [0x0a, 0x20, 0x22, 0x2c, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Where in the text the scan stands. */
interface Position {
  line: number;
  depth: number;
  quoted: boolean;
  escaped: boolean;
}

/**
 * Cuts the text of one JSON array into its elements while it is being read; whether an element is JSON is for its
 * reader to say. Throws SourceError for what is no array, an array that does not end, an element that is too long or
 * nests too deep.
 */
export async function* splitArray(text: AsyncIterable<string>): AsyncGenerator<readonly JsonElement[]> {
  const splitter = createSplitter();
  for await (const chunk of text) {
    const elements = splitter.split(chunk);
    if (elements.length > 0) yield elements;
  }
  if (!splitter.ended()) throw new SourceError('ends before its JSON array does; was it copied whole?', false);
}

function createSplitter(): { split: (chunk: string) => JsonElement[]; ended: () => boolean } {
  const position: Position = { line: 1, depth: 0, quoted: false, escaped: false };
  let ended = false;
  // What earlier chunks hold of the element that is being read; its line is 0 until it has begun.
  let begun = '';
  let elementLine = 0;

  function split(chunk: string): JsonElement[] {
    const elements: JsonElement[] = [];
    let from = 0;
    for (let index = 0; index < chunk.length; index++) {
      const code = chunk.charCodeAt(index);
      const { depth, quoted } = position;
      advance(position, code);
      if (quoted || code <= SPACE) continue;
      if (depth === 0) {
        if (ended || code !== OPEN_BRACKET) throw notOneArray(position.line, ended);
        from = index + 1;
      } else if (depth === 1 && (code === COMMA || position.depth === 0)) {
        const whole = (begun + chunk.slice(from, index)).trim();
        if (whole !== '') elements.push({ line: elementLine, text: whole });
        begun = '';
        elementLine = 0;
        from = index + 1;
        ended = position.depth === 0;
      } else if (elementLine === 0) {
        elementLine = position.line;
      }
    }
    if (!ended) begun += chunk.slice(from);
    if (begun.length > LONGEST_ELEMENT) {
      throw new SourceError(`line ${elementLine}: is longer than ${LONGEST_ELEMENT} characters`, false);
    }
    return elements;
  }

  return { split, ended: () => ended };
}

function advance(position: Position, code: number): void {
  if (code === NEWLINE) position.line += 1;
  if (position.quoted) {
    if (position.escaped) position.escaped = false;
    else if (code === BACKSLASH) position.escaped = true;
    else if (code === QUOTE) position.quoted = false;
  } else if (code === QUOTE) position.quoted = true;
  else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
    position.depth += 1;
    if (position.depth > DEEPEST) {
      throw new SourceError(`line ${position.line}: nests more than ${DEEPEST} deep`, false);
    }
  } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) position.depth -= 1;
}

function notOneArray(line: number, ended: boolean): SourceError {
  if (ended) return new SourceError(`line ${line}: the JSON goes on after the end of its array`, false);
  return new SourceError('is JSON, but not an array of contacts: [{"name": …, "phone": …}, …]', false);
}
