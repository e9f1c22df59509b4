import { SourceError } from '../../source.ts';
import { walkXml, type XmlVisitor } from '../walk-xml.ts';
import type { Zip } from './open-zip.ts';

/** So much text in a workbook would not leave the memory small; the same contacts as CSV do. */
const LARGEST_STRINGS = 256 * 1024 ** 2;
const MOST_STRINGS = 10_000_000;

/** Where the parts of a workbook are. */
export interface Workbook {
  /** The sheets that are not hidden, in their order. */
  readonly sheets: readonly string[];
  /** The texts that cells refer to by their position. */
  readonly strings: readonly string[];
}

/** The sheets and the texts of an XLSX workbook. Throws SourceError for a ZIP file that is none. */
export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const targets = new Map<string, string>();
  let stringsPart: string | undefined;
  await visit(zip.read('xl/_rels/workbook.xml.rels'), (name, attributes) => {
    const { id, target, type } = attributes;
    if (name !== 'relationship' || id === undefined || target === undefined) return;
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    targets.set(id, path);
    if (type?.endsWith('/sharedStrings') === true) stringsPart = path;
  });
  const sheets: string[] = [];
  await visit(zip.read('xl/workbook.xml'), (name, attributes) => {
    const sheet = targets.get(attributes['r:id'] ?? attributes['d3p1:id'] ?? '');
    const shown = attributes['state'] === undefined || attributes['state'] === 'visible';
    if (name === 'sheet' && shown && sheet !== undefined && zip.has(sheet)) sheets.push(sheet);
  });
  return { sheets, strings: stringsPart === undefined ? [] : await readStrings(zip, stringsPart) };
}

async function visit(text: AsyncIterable<string>, open: XmlVisitor['open']): Promise<void> {
  for await (const _ of walkXml(text, { open, text: () => undefined, close: () => undefined }));
}

async function readStrings(zip: Zip, part: string): Promise<readonly string[]> {
  if (zip.sizeOf(part) > LARGEST_STRINGS) throw tooMuchText();
  const strings: string[] = [];
  const collector = createStringCollector((text) => strings.push(text));
  for await (const _ of walkXml(zip.read(part), collector)) {
    if (strings.length > MOST_STRINGS) throw tooMuchText();
  }
  return strings;
}

function tooMuchText(): SourceError {
  return new SourceError('holds too much text for a workbook of contacts; save the sheet as CSV', false);
}

/** Puts together the pieces of each `si`: runs of different fonts, but not how to pronounce it. */
function createStringCollector(onString: (text: string) => void): XmlVisitor {
  let text = '';
  let inText = false;
  let inPhonetic = false;
  return {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rph') inPhonetic = true;
      inText = name === 't' && !inPhonetic;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(name) {
      if (name === 'si') onString(text);
      if (name === 'rph') inPhonetic = false;
      inText = false;
    },
  };
}
