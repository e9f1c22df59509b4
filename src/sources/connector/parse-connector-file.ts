import { createHash } from 'node:crypto';
import { parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { AppError } from '../../domain/app-error.ts';
import { explainIssue, MOST_MISTAKES } from './explain-issue.ts';
import { findOffset } from './find-offset.ts';

/** Something to mend in a connector file. `line` and `column` count from 1. */
interface ConnectorMistake {
  /** Such as `collections.contacts.fields`; empty for the whole file. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a connector of each type looks like, by the word under its `type`. */
type ConnectorSchemas = Readonly<Record<string, z.ZodType<object>>>;

/** A connector file, read and checked. */
export type ParsedConnector<Schema extends z.ZodType> = z.output<Schema> & {
  /** Changes with the file, so that contacts can be mapped anew. */
  readonly fingerprint: string;
};

/** The type of a file that names none. */
const USUAL_TYPE = 'crm';

const LONGEST_FILE = 262_144;

/**
 * Reads a connector file by the schema of its `type`. Throws AppError `invalid` whose message names every mistake by file,
 * line, column and path (the first 50 of them), and whose detail holds them as `mistakes`.
 */
export function parseConnectorFile<Schemas extends ConnectorSchemas>(
  text: string,
  fileName: string,
  schemas: Schemas,
): ParsedConnector<Schemas[keyof Schemas]> {
  if (text.length > LONGEST_FILE) refuse(fileName, [mistakeAtStart(`is longer than ${LONGEST_FILE} characters`)]);
  const document = readDocument(text, fileName);
  const type = document.get('type') ?? USUAL_TYPE;
  const schema = typeof type === 'string' && Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (schema === undefined) return refuse(fileName, [mistakenType(document, text, schemas)]);
  const parsed = schema.safeParse(readValue(document, fileName), { reportInput: true });
  if (!parsed.success) return refuse(fileName, placeMistakes(parsed.error.issues, schema, document, text));
  const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { ...parsed.data, fingerprint } as ParsedConnector<Schemas[keyof Schemas]>;
}

function mistakenType(document: Document, text: string, schemas: ConnectorSchemas): ConnectorMistake {
  const place = placeOf(text, findOffset(document, ['type'], false));
  return { path: 'type', ...place, message: `must be one of ${Object.keys(schemas).join(', ')}` };
}

function readDocument(text: string, fileName: string): Document {
  const document = parseDocument(text, { prettyErrors: false });
  const [first] = document.errors;
  if (first === undefined) return document;
  // The others mostly follow from the first.
  const { line, column } = placeOf(text, first.pos[0]);
  return refuse(fileName, [{ path: '', line, column, message: `is no valid YAML: ${first.message}` }]);
}

function readValue(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return refuse(fileName, [mistakeAtStart(error instanceof Error ? error.message : 'cannot be read')]);
  }
}

function placeMistakes(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  document: Document,
  text: string,
): ConnectorMistake[] {
  return issues
    .slice(0, MOST_MISTAKES)
    .flatMap((issue) => explainIssue(issue, schema))
    .slice(0, MOST_MISTAKES)
    .map(({ path, atKey, message }) => {
      const { line, column } = placeOf(text, findOffset(document, path, atKey));
      return { path: path.join('.'), line, column, message };
    })
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function mistakeAtStart(message: string): ConnectorMistake {
  return { path: '', line: 1, column: 1, message };
}

function refuse(fileName: string, mistakes: readonly ConnectorMistake[]): never {
  const list = mistakes.map(
    ({ path, line, column, message }) => `${fileName}:${line}:${column} ${path ? `${path} ` : ''}${message}`,
  );
  throw new AppError('invalid', list.join('\n'), { mistakes });
}
