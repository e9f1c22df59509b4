import iconv from 'iconv-lite';

/** One property of a vCard, with its value decoded but its separators (`;` `,` and their backslashes) still in it. */
export interface CardProperty {
  /** The physical line where it starts, from 1. */
  readonly line: number;
  /** What stands before a dot in front of the name, as in Apple's `item1.TEL`; empty for most. */
  readonly group: string;
  /** In upper case. */
  readonly name: string;
  /** In upper case, names and values alike: `TYPE=WORK` and the bare `WORK` of version 2.1. */
  readonly parameters: readonly string[];
  readonly value: string;
}

/** Longer values are cut: what a contact needs is short, and photographs are long. */
const LONGEST_VALUE = 4096;

interface Pending {
  readonly line: number;
  text: string;
  readonly quotedPrintable: boolean;
}

/**
 * The properties of a text of vCards (versions 2.1, 3.0 and 4.0), in order, `BEGIN` and `END` included. Lines that were
 * folded are joined again: by leading space (RFC 6350 §3.2), and by a trailing `=` in quoted-printable.
 */
export async function* readProperties(text: AsyncIterable<string>): AsyncGenerator<CardProperty> {
  let pending: Pending | undefined;
  let line = 0;
  for await (const physical of readLines(text)) {
    line += 1;
    if (pending?.quotedPrintable === true && pending.text.endsWith('=')) {
      pending.text = pending.text.slice(0, -1);
      append(pending, physical);
    } else if (pending !== undefined && (physical.startsWith(' ') || physical.startsWith('\t'))) {
      append(pending, physical.slice(1));
    } else {
      const property = pending && parseProperty(pending);
      if (property !== undefined) yield property;
      pending = { line, text: physical.slice(0, LONGEST_VALUE), quotedPrintable: isQuotedPrintable(physical) };
    }
  }
  const property = pending && parseProperty(pending);
  if (property !== undefined) yield property;
}

function append(pending: Pending, text: string): void {
  if (pending.text.length < LONGEST_VALUE) pending.text += text.slice(0, LONGEST_VALUE - pending.text.length);
}

function isQuotedPrintable(line: string): boolean {
  return /^[^:]*QUOTED-PRINTABLE/i.test(line.slice(0, 200));
}

/** Undefined for a line that is no property, such as an empty one. */
function parseProperty({ line, text, quotedPrintable }: Pending): CardProperty | undefined {
  const colon = endOfName(text);
  if (colon === -1) return undefined;
  const [head = '', ...parameters] = text.slice(0, colon).toUpperCase().split(';');
  const dot = head.lastIndexOf('.');
  const value = text.slice(colon + 1);
  return {
    line,
    group: head.slice(0, Math.max(dot, 0)),
    name: head.slice(dot + 1).trim(),
    parameters: parameters.map((parameter) => parameter.replaceAll('"', '')),
    value: quotedPrintable ? decodeQuotedPrintable(value, charsetOf(parameters)) : value,
  };
}

/** Where the colon is that ends the name and its parameters, whose values may have quoted colons. */
function endOfName(text: string): number {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    else if (character === ':' && !quoted) return index;
  }
  return -1;
}

function charsetOf(parameters: readonly string[]): string {
  const charset = parameters.find((parameter) => parameter.startsWith('CHARSET='))?.slice('CHARSET='.length) ?? '';
  return iconv.encodingExists(charset) ? charset : 'utf-8';
}

function decodeQuotedPrintable(text: string, charset: string): string {
  const bytes = Buffer.from(text)
    .toString('latin1')
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return iconv.decode(Buffer.from(bytes, 'latin1'), charset);
}

/** The lines of a text. A line is cut where it is longer than any property can be. */
async function* readLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = chunk.split('\n');
    lines[0] = rest + (lines[0] ?? '');
    rest = (lines.pop() ?? '').slice(0, LONGEST_VALUE);
    yield* lines;
  }
  yield rest;
}
