import { escapePath, escapeQuery, type Escape } from './escapes.ts';
import { compileExpression, ExpressionError, type Expression, type Variables } from './expression.ts';

/** A text with `{{expressions}}` in it. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (string | Expression)[];
}

/**
 * Compiles a text in which each `{{ … }}` is an expression over these variables. An expression ends at the first `}}`
 * that leaves a whole one, so it may hold objects; one that starts with an object needs a space before it.
 */
export function compileTemplate(source: string, variables: readonly string[]): Template {
  const parts: (string | Expression)[] = [];
  let rest = source;
  for (let open = findOpening(rest); open >= 0; open = findOpening(rest)) {
    if (open > 0) parts.push(rest.slice(0, open));
    const { expression, end } = readExpression(rest, open + 2, variables);
    parts.push(expression);
    rest = rest.slice(end);
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return { source, parts };
}

/** In `{{{` the last two braces open, so that `FIND {{{$phone.nsn}}}` is an expression in braces. */
function findOpening(text: string): number {
  return /\{\{(?!\{)/.exec(text)?.index ?? -1;
}

function readExpression(text: string, start: number, variables: readonly string[]) {
  let failure: unknown;
  for (let end = text.indexOf('}}', start); end >= 0; end = text.indexOf('}}', end + 1)) {
    try {
      return { expression: compileExpression(text.slice(start, end).trim(), variables), end: end + 2 };
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure ?? new ExpressionError('has {{ without }}');
}

/** Whether the template is one expression and nothing else, so that it keeps the type of its value. */
export function isWhole(template: Template): boolean {
  return template.parts.length === 1 && typeof template.parts[0] !== 'string';
}

/** The value of a whole template with its type, or the text of a mixed one. Undefined when its expression gives nothing. */
export async function renderValue(template: Template, variables: Variables): Promise<unknown> {
  const [only] = template.parts;
  if (!isWhole(template) || only === undefined || typeof only === 'string')
    return renderText(template, variables, String);
  return asData(await only.evaluate(undefined, variables));
}

/** The template as text, each value escaped. A value that is nothing is an empty text. */
export async function renderText(
  template: Template,
  variables: Variables,
  escape: Escape,
  input?: unknown,
): Promise<string> {
  let text = '';
  for (const part of template.parts) {
    text += typeof part === 'string' ? part : escape(toText(await part.evaluate(input, variables), part.source));
  }
  return text;
}

/**
 * The template as a URL or a part of one. Values are escaped for the path, or for the query once there is a `?`; one that
 * comes first is a URL itself and stays as it is.
 */
export async function renderUrlText(template: Template, variables: Variables, input?: unknown): Promise<string> {
  let text = '';
  for (const part of template.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = toText(await part.evaluate(input, variables), part.source);
    if (text === '') text = value;
    else text += text.includes('?') ? escapeQuery(value) : escapePath(value);
  }
  return text;
}

/** A value as one writes it in a text; throws ExpressionError for a list or an object. */
export function toText(value: unknown, source: string): string {
  switch (typeof value) {
    case 'undefined':
      return '';
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
      if (value === null) return '';
      throw new ExpressionError(`${source} gives a list, an object or a function where a text is needed`);
  }
}

/** A copy without what JSONata adds to its lists; functions are nothing. */
function asData(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value) ?? 'null') as unknown);
}
