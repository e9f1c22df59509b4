import * as z from 'zod';
import { nonEmpty } from '../connector/connector-values.ts';
import { expression, template, templateMap, templateTree } from './template-values.ts';

/** One HTTP request of a connector. */
export function requestSchema(variables: readonly string[]) {
  return z
    .strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'REPORT', 'PROPFIND']).optional(),
      path: template(variables).optional(),
      url: template(variables).optional(),
      query: templateMap(variables).default({}),
      headers: z.record(nonEmpty, template(variables)).default({}),
      json: templateTree(variables).optional(),
      form: templateMap(variables).optional(),
      xml: template(variables).optional(),
    })
    .superRefine((request, context) => {
      if ((request.path === undefined) === (request.url === undefined)) {
        context.addIssue('needs either path (behind baseUrl) or url');
      }
      if ([request.json, request.form, request.xml].filter((body) => body !== undefined).length > 1) {
        context.addIssue('can have one body only: json, form or xml');
      }
    });
}

/** The schema's result: a request with its templates compiled. */
export type RequestTemplate = z.output<ReturnType<typeof requestSchema>>;

function paginateSchema(variables: readonly string[]) {
  return z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('cursor'), next: expression(variables) }),
    z.strictObject({ by: z.literal('nextUrl'), next: expression(variables) }),
    z.strictObject({ by: z.literal('linkHeader') }),
    z.strictObject({ by: z.literal('keyset'), next: expression(variables) }),
    z.strictObject({
      by: z.literal('page'),
      first: z.int().min(0).default(1),
      size: z.int().min(1).optional(),
      more: expression(variables).optional(),
    }),
    z.strictObject({
      by: z.literal('offset'),
      size: z.int().min(1).optional(),
      more: expression(variables).optional(),
    }),
  ]);
}

export type Pagination = z.output<ReturnType<typeof paginateSchema>>;

/** The keys of everything that is read page by page. */
export function listingShape(requests: readonly string[], answers: readonly string[]) {
  return {
    request: requestSchema(requests),
    records: expression(answers).prefault('body'),
    paginate: paginateSchema(answers).optional(),
  };
}

/** A request whose answers hold records, one page after another. */
export interface Listing {
  readonly request: RequestTemplate;
  readonly records: z.output<ReturnType<typeof expression>>;
  readonly paginate?: Pagination | undefined;
}
