import type { Variables } from './expression.ts';
import { compileTemplate, renderValue, type Template } from './template.ts';

/** A body of JSON whose texts may be templates. */
export type TemplateTree =
  | { readonly literal: unknown }
  | { readonly template: Template }
  | { readonly list: readonly TemplateTree[] }
  | { readonly entries: readonly (readonly [string, TemplateTree])[] };

/** Told of a text that is no template, and where it stands in the tree. */
export type TellMistake = (path: readonly (string | number)[], error: unknown) => void;

const DEEPEST = 32;

/** Compiles every text of a tree; mistakes are told, and stand in the result as they were written. */
export function compileTree(
  value: unknown,
  variables: readonly string[],
  tell: TellMistake,
  path: readonly (string | number)[] = [],
): TemplateTree {
  if (path.length > DEEPEST) {
    tell(path, new Error(`is nested deeper than ${DEEPEST} levels`));
    return { literal: null };
  }
  if (Array.isArray(value)) {
    return { list: value.map((item, index) => compileTree(item, variables, tell, [...path, index])) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return { entries: entries.map(([key, item]) => [key, compileTree(item, variables, tell, [...path, key])]) };
  }
  if (typeof value !== 'string' || !value.includes('{{')) return { literal: value };
  try {
    return { template: compileTemplate(value, variables) };
  } catch (error) {
    tell(path, error);
    return { literal: value };
  }
}

/** The tree's value; what gives nothing is left out of its object or list. */
export async function renderTree(tree: TemplateTree, variables: Variables): Promise<unknown> {
  if ('literal' in tree) return tree.literal;
  if ('template' in tree) return renderValue(tree.template, variables);
  if ('list' in tree) {
    const items = await Promise.all(tree.list.map((item) => renderTree(item, variables)));
    return items.filter((item) => item !== undefined);
  }
  const entries = await Promise.all(
    tree.entries.map(async ([key, item]) => [key, await renderTree(item, variables)] as const),
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
