import jsonata from 'jsonata';
import { closestWord } from '../connector/closest-word.ts';
import { SourceError } from '../source.ts';
import { boundEvaluation, GUARDS, LimitError } from './bounded-evaluation.ts';
import { OWN_FUNCTIONS } from './own-functions.ts';
import { followPath, readPlainPath } from './plain-path.ts';
import { BoundedRegExp, explainUnsafePattern } from './bounded-reg-exp.ts';

/** What an expression may call by `$name` beside its input. */
export type Variables = Readonly<Record<string, unknown>>;

/** A JSONata expression of a connector, compiled once. */
export interface Expression {
  readonly source: string;
  /**
   * What the expression gives for this input; undefined for nothing. Throws ExpressionError, whose message holds nothing
   * of the input.
   */
  evaluate(input: unknown, variables: Variables): Promise<unknown>;
}

/** An expression that cannot be compiled, or that failed over its input. */
export class ExpressionError extends SourceError {
  override readonly name = 'ExpressionError';

  constructor(message: string) {
    super(message, false);
  }
}

const LONGEST_EXPRESSION = 4000;

/** Functions that JSONata brings, and our own. `$eval` is left out: it would run what a CRM answers. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...Object.keys(OWN_FUNCTIONS),
  ...(
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match ' +
    'contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt ' +
    'power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each ' +
    'error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent ' +
    'decodeUrl toMillis fromMillis clone now millis'
  ).split(' '),
]);

/**
 * Compiles an expression that may use the functions of JSONata and these variables. Throws ExpressionError for a fault
 * of syntax, a name that is neither, and a regular expression that could take too long.
 */
export function compileExpression(source: string, variables: readonly string[]): Expression {
  if (source.length > LONGEST_EXPRESSION) throw new ExpressionError(`is longer than ${LONGEST_EXPRESSION} characters`);
  const compiled = compile(source);
  const tree: unknown = compiled.ast();
  checkNames(tree, variables);
  const path = readPlainPath(tree);
  return {
    source,
    async evaluate(input, values) {
      const plain = path && followPath(input, path);
      if (plain) return plain.value;
      try {
        return (await compiled.evaluate(input, values)) as unknown;
      } catch (error) {
        throw new ExpressionError(`the expression ${source} failed: ${describeFailure(error)}`);
      }
    },
  };
}

function compile(source: string): jsonata.Expression {
  try {
    const compiled = jsonata(source, { ...GUARDS, RegexEngine: BoundedRegExp as unknown as RegExpConstructor });
    for (const [name, call] of Object.entries(OWN_FUNCTIONS)) compiled.registerFunction(name, call, '<s-:s>');
    boundEvaluation(compiled);
    return compiled;
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    throw new ExpressionError(
      `is no JSONata expression: ${message ?? 'it cannot be read'} (character ${position ?? 0}) in: ${source}`,
    );
  }
}

/** For those of JSONata's messages of type T that quote the value they speak of, which may be a name or a secret. */
const IN_OTHER_WORDS: Readonly<Record<string, string>> = {
  D3030: 'a value cannot be made a number',
  D3110: 'a moment is not written as in ISO 8601',
  T1003: 'the key of an object is no text',
  T2007: 'values of different types cannot be sorted',
  T2009: 'values of different types are compared',
  T2011: 'what is inserted is no object',
  T2012: 'what is deleted is no text',
};

function describeFailure(error: unknown): string {
  if (error instanceof LimitError) return error.message;
  const { code = 'nothing more', message, position } = error as { code?: string; message?: string; position?: number };
  const known = IN_OTHER_WORDS[code] ?? (code.startsWith('T') ? message : undefined);
  return `${known ?? `JSONata says ${code}`} (character ${position ?? 0})`;
}

function checkNames(tree: unknown, variables: readonly string[]): void {
  const nodes = [...walk(tree)];
  const own = new Set(nodes.flatMap(boundNames));
  for (const node of nodes) {
    if (node['value'] instanceof RegExp) {
      const unsafe = explainUnsafePattern(node['value'].source);
      if (unsafe !== undefined) throw new ExpressionError(`/${node['value'].source}/ ${unsafe}`);
    }
    if (node['type'] !== 'variable' || typeof node['value'] !== 'string') continue;
    const name = node['value'];
    if (name === '' || name === '$' || FUNCTIONS.has(name) || variables.includes(name) || own.has(name)) continue;
    throw new ExpressionError(explainUnknownName(name, variables));
  }
}

function explainUnknownName(name: string, variables: readonly string[]): string {
  if (name === 'eval') return '$eval is not to be had: it would run what the CRM answers';
  const closest = closestWord(name, [...variables, ...FUNCTIONS]);
  const known = variables.map((variable) => `$${variable}`).join(', ') || 'no variables';
  return closest === undefined
    ? `there is no $${name} here; there is ${known}`
    : `there is no $${name} here; did you mean $${closest}?`;
}

type Node = Readonly<Record<string, unknown>>;

function* walk(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const child of Object.values(value)) yield* walk(child);
}

/** Names the expression makes itself: `$x := …`, `function($x)`, `@$x` and `#$x`. */
function boundNames(node: Node): string[] {
  if (node['type'] === 'bind') return namesOf([node['lhs']]);
  if (node['type'] === 'lambda') return namesOf(node['arguments'] as unknown[]);
  return [node['focus'], node['index']].filter((name) => typeof name === 'string');
}

function namesOf(nodes: readonly unknown[]): string[] {
  return nodes.map((node) => (node as Node)['value']).filter((name) => typeof name === 'string');
}

/** Whether a condition holds: nothing, false, zero and what is empty are no. */
export function holds(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
