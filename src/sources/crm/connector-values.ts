import * as z from 'zod';
import { compileExpression } from './expression.ts';
import { compileTemplate } from './template.ts';
import { compileTree } from './template-tree.ts';

const DURATION = /^(\d{1,6})(ms|s|m|h|d)$/;
const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `2s`, `15m`, `24h` or `7d`, in milliseconds. */
export const duration = z.string().transform((text, context) => {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    context.addIssue('must be a number with ms, s, m, h or d behind it, such as 15m');
    return z.NEVER;
  }
  return Number(count) * (MILLISECONDS[unit] ?? 0);
});

export const nonEmpty = z.string().min(1);

/** A host name or address, with its port if that is not the usual one; `*.` stands for any names before. */
export const hostPattern = z
  .string()
  .regex(
    /^(?:\*\.)?(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/,
    'must be a host in small letters, such as api.example.com or *.example.com',
  );

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
