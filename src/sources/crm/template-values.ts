import * as z from 'zod';
import { nonEmpty } from '../connector/connector-values.ts';
import { compileExpression } from './expression.ts';
import { compileTemplate } from './template.ts';
import { compileTree } from './template-tree.ts';

/** A JSONata expression over these variables, compiled. */
export function expression(variables: readonly string[]) {
  return z.string().transform((source, context) => {
    try {
      return compileExpression(source, variables);
    } catch (error) {
      context.addIssue(messageOf(error));
      return z.NEVER;
    }
  });
}

/** A text with `{{expressions}}` over these variables, compiled. Numbers and truth values are taken as texts. */
export function template(variables: readonly string[]) {
  return z
    .union([z.string(), z.number(), z.boolean()], 'must be a text, a number, true or false')
    .transform((value, context) => {
      try {
        return compileTemplate(String(value), variables);
      } catch (error) {
        context.addIssue(messageOf(error));
        return z.NEVER;
      }
    });
}

/** Any YAML whose texts may be templates over these variables, compiled. */
export function templateTree(variables: readonly string[]) {
  return z.unknown().transform((value, context) =>
    compileTree(value, variables, (path, error) => {
      context.issues.push({ code: 'custom', message: messageOf(error), path: [...path], input: value });
    }),
  );
}

/** Names, each with a template: headers, query parameters, form fields. A list gives one parameter several times. */
export function templateMap(variables: readonly string[]) {
  const one = template(variables);
  return z.record(nonEmpty, z.union([one, z.array(one)]));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
