import { types } from 'node:util';
import iconv from 'iconv-lite';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { SourceError } from '../../source.ts';

/** A workbook has some dozen parts. */
const MOST_PARTS = 5000;
/** The largest sheet a spreadsheet can have, written at length, stays below this. */
const LARGEST_PART = 4 * 1024 ** 3;
/** What is packed tighter than this is made to burst; repetitive sheets reach 50. */
const TIGHTEST = 250;
/** Smaller parts may be packed as tight as they like. */
const HARMLESS = 16 * 1024 ** 2;

/** The parts of a ZIP file by their names. */
export interface Zip {
  has(name: string): boolean;
  /** The size of a part when unpacked, in bytes; 0 if there is none. */
  sizeOf(name: string): number;
  /** The text of a part, in chunks. `onRead` hears which fraction of it has been read. Throws SourceError. */
  read(name: string, onRead?: (fraction: number) => void): AsyncGenerator<string, undefined>;
  close(): void;
}

/** Opens a ZIP file. Throws SourceError for one that is damaged. */
export async function openZip(path: string): Promise<Zip> {
  const parts = new Map<string, Entry>();
  let file: ZipFile | undefined;
  try {
    file = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    for await (const entry of file.eachEntry()) {
      parts.set(entry.fileName.toLowerCase(), entry);
      if (parts.size > MOST_PARTS) throw new SourceError(`has more than ${MOST_PARTS} parts`, false);
    }
  } catch (error) {
    file?.close();
    throw explain(error);
  }
  const opened = file;
  return {
    has: (name) => parts.has(name.toLowerCase()),
    sizeOf: (name) => parts.get(name.toLowerCase())?.uncompressedSize ?? 0,
    read: (name, onRead) => readPart(opened, parts.get(name.toLowerCase()), onRead),
    close: () => opened.close(),
  };
}

async function* readPart(
  file: ZipFile,
  entry: Entry | undefined,
  onRead: (fraction: number) => void = () => undefined,
): AsyncGenerator<string, undefined> {
  if (entry === undefined) throw new SourceError('is a ZIP file, but no Excel workbook (.xlsx)', false);
  refuseBomb(entry);
  const decoder = iconv.getDecoder('utf-8');
  let bytes = 0;
  try {
    const stream: AsyncIterable<Buffer> = await file.openReadStreamPromise(entry);
    for await (const chunk of stream) {
      bytes += chunk.length;
      onRead(bytes / entry.uncompressedSize);
      yield decoder.write(chunk);
    }
  } catch (error) {
    throw explain(error);
  }
  yield decoder.end() ?? '';
  return undefined;
}

/** The size a part claims can be believed: its stream fails at the first byte beyond it. */
function refuseBomb(entry: Entry): void {
  if (entry.isEncrypted()) throw new SourceError('is protected with a password; save it without one', false);
  const size = entry.uncompressedSize;
  if (size > LARGEST_PART || (size > HARMLESS && size > entry.compressedSize * TIGHTEST)) {
    throw new SourceError(
      `would grow from ${entry.compressedSize} to ${size} bytes when unpacked, as no contact file does`,
      false,
    );
  }
}

/** A disk's own errors stay as they are. */
function explain(error: unknown): unknown {
  if (error instanceof SourceError || !types.isNativeError(error) || 'syscall' in error) return error;
  return new SourceError(`is a damaged ZIP or Excel file (${error.message})`, false, { cause: error });
}
