import sax from 'sax';
import { SourceError } from '../source.ts';

/** Contact files are flat; what nests deeper wants to exhaust somebody. */
const DEEPEST = 64;

/** Hears the elements of a document in order. Names are in lower case and without prefix. */
export interface XmlVisitor {
  /** `line` is the physical line, from 1. */
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  /** Text may come in several pieces. */
  text(text: string): void;
  close(name: string): void;
}

/**
 * Walks through an XML document while it is being read; yields after each piece of it, so that what the visitor has
 * gathered can be handed on. Small faults (a bare `&`) are forgiven. Throws SourceError for a document that ends too
 * early or nests too deep, and for any DOCTYPE: no contact file needs one, and entities are how XML attacks its reader.
 */
export async function* walkXml(text: AsyncIterable<string>, visitor: XmlVisitor): AsyncGenerator<undefined, undefined> {
  const parser = sax.parser(false, { lowercase: true, xmlns: false });
  let depth = 0;
  const handlers: Partial<sax.SAXParser> = {
    onopentag: ({ name, attributes }) => {
      depth += 1;
      if (depth > DEEPEST) throw refuse(parser, `has elements nested more than ${DEEPEST} deep`);
      visitor.open(withoutPrefix(name), attributes as Record<string, string>, parser.line + 1);
    },
    onclosetag: (name) => {
      depth -= 1;
      visitor.close(withoutPrefix(name));
    },
    ontext: (piece) => visitor.text(piece),
    oncdata: (piece) => visitor.text(piece),
    ondoctype: () => {
      throw refuse(parser, 'has a DOCTYPE, which contact files do not need and attacks do; remove it');
    },
    onerror: (error) => {
      throw refuse(parser, `is no XML that can be read: ${error.message.split('\n')[0]}`);
    },
  };
  Object.assign(parser, handlers);
  for await (const chunk of text) {
    parser.write(chunk);
    yield undefined;
  }
  parser.close();
  if (depth > 0) throw refuse(parser, 'ends before all of its elements do; was it copied whole?');
  return undefined;
}

function refuse(parser: sax.SAXParser, reason: string): SourceError {
  return new SourceError(`line ${parser.line + 1}: ${reason}`, false);
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
