import * as z from 'zod';
import { closestWord } from './closest-word.ts';

type Path = readonly PropertyKey[];

/** One thing that does not fit the schema, as a person is told of it. */
export interface ExplainedIssue {
  readonly path: Path;
  /** The key itself is wrong, rather than what stands behind it. */
  readonly atKey: boolean;
  readonly message: string;
}

/** So many mistakes are enough for one reading; there may be as many as the file has lines. */
export const MOST_MISTAKES = 50;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

/** What to tell a person of one thing that does not fit the schema of a connector. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType, base: Path = []): ExplainedIssue[] {
  const path = [...base, ...issue.path];
  const here = (message: string): ExplainedIssue[] => [{ path, atKey: false, message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST_MISTAKES).map((key) => ({
        path: [...path, key],
        atKey: true,
        message: explainUnknownKey(key, path, schema),
      }));
    case 'invalid_type':
      return here(isMissing(issue) ? 'is missing' : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`);
    case 'invalid_value':
      return here(isOwnMessage(issue) ? issue.message : `must be one of ${issue.values.map(String).join(', ')}`);
    case 'invalid_union':
      return explainUnion(issue, path, schema);
    case 'invalid_key':
      return [{ path, atKey: true, message: issue.issues[0]?.message ?? 'cannot be a key' }];
    case 'too_small':
      return here(
        issue.origin === 'string' || issue.origin === 'array'
          ? 'must not be empty'
          : `must be at least ${issue.minimum}`,
      );
    case 'too_big':
      return here(`must be at most ${issue.maximum}`);
    default:
      return here(issue.message);
  }
}

function isOwnMessage({ message }: z.core.$ZodIssue): boolean {
  return !message.startsWith('Invalid');
}

/** The mistakes are read with the input reported, so that an absent one can be told from a wrong one. */
function isMissing(issue: z.core.$ZodIssue): boolean {
  return 'input' in issue && issue.input === undefined;
}

/** Of what a union tried, the alternative that was meant: the one whose fault lies deepest. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, schema: z.ZodType): ExplainedIssue[] {
  const here = (message: string): ExplainedIssue[] => [{ path, atKey: false, message }];
  if ('options' in issue && Array.isArray(issue.options)) return here(`must be one of ${issue.options.join(', ')}`);
  if (isMissing(issue)) return here('is missing');
  const meant = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a))[0] ?? [];
  if (depthOf(meant) === 0) return here(isOwnMessage(issue) ? issue.message : 'has the wrong type');
  return meant.flatMap((error) => explainIssue(error, schema, path));
}

/** 0 when the alternative is of another type altogether. */
function depthOf(errors: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...errors.map(({ code, path }) => (code === 'invalid_type' ? path.length : path.length + 1)));
}

function explainUnknownKey(key: string, path: Path, schema: z.ZodType): string {
  const known = knownKeys(path, schema);
  const closest = closestWord(key, known);
  return closest === undefined
    ? `is no key of a connector; there are ${known.join(', ')}`
    : `is no key of a connector; did you mean ${closest}?`;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that may stand in the map at a path, in any of its alternatives. */
function knownKeys(path: Path, schema: z.ZodType): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let schemas = alternatives(root);
  for (const key of path) {
    schemas = schemas.flatMap((schema) => alternatives(childOf(schema, key)));
  }
  return [...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function childOf(schema: JsonSchema, key: PropertyKey): unknown {
  if (typeof key === 'number') return schema.items;
  return schema.properties?.[String(key)] ?? schema.additionalProperties;
}

function alternatives(schema: unknown): JsonSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const one = schema as JsonSchema;
  return [one, ...[...(one.anyOf ?? []), ...(one.oneOf ?? []), ...(one.allOf ?? [])].flatMap(alternatives)];
}
