import * as z from 'zod';
import { authSchema } from './auth/auth-schema.ts';
import {
  connectorShape,
  duration,
  hostPattern,
  name,
  nonEmpty,
  secret,
  setting,
} from '../connector/connector-values.ts';
import { expression, template } from './template-values.ts';
import { listingShape, requestSchema } from './request-schema.ts';
import { SPELLINGS } from './phone-spellings.ts';
import {
  ANYWHERE,
  IN_AUTH,
  IN_FIELDS,
  IN_LOOKUP_ANSWERS,
  IN_LOOKUP_REQUESTS,
  IN_SYNC_ANSWERS,
  IN_SYNC_REQUESTS,
} from './variables.ts';

const fields = z
  .strictObject({
    id: expression(IN_FIELDS).optional(),
    first: expression(IN_FIELDS).optional(),
    infix: expression(IN_FIELDS).optional(),
    last: expression(IN_FIELDS).optional(),
    person: expression(IN_FIELDS).optional(),
    company: expression(IN_FIELDS).optional(),
    phones: expression(IN_FIELDS),
    deleted: expression(IN_FIELDS).optional(),
    contactUrl: template(IN_FIELDS).optional(),
  })
  .refine(
    ({ first, last, person, company }) => first ?? last ?? person ?? company,
    'needs a name: person, first, last or company',
  );

const step = z.strictObject({
  name,
  when: expression(IN_LOOKUP_ANSWERS).optional(),
  each: expression(IN_LOOKUP_ANSWERS).optional(),
  request: requestSchema(IN_LOOKUP_REQUESTS),
});

const lookup = z
  .strictObject({
    spellings: z.array(name).min(1).optional(),
    request: requestSchema(IN_LOOKUP_REQUESTS).optional(),
    steps: z.array(step).min(1).optional(),
    records: expression(IN_LOOKUP_ANSWERS).prefault('body'),
  })
  .refine(({ request, steps }) => (request === undefined) !== (steps === undefined), 'needs either request or steps')
  .refine(
    ({ steps: [first] = [] }) => first?.when === undefined && first?.each === undefined,
    'cannot begin with a step that waits for an answer: when and each are for the others',
  );

const syncListing = listingShape(IN_SYNC_REQUESTS, IN_SYNC_ANSWERS);

const changes = {
  request: syncListing.request.optional(),
  records: expression(IN_SYNC_ANSWERS).optional(),
  paginate: syncListing.paginate,
};

const delta = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('since'), overlap: duration.prefault('2m'), ...changes }),
  z.strictObject({
    by: z.literal('token'),
    token: expression(IN_SYNC_ANSWERS),
    expired: expression(IN_SYNC_ANSWERS).prefault('status = 410'),
    ...changes,
  }),
  z.strictObject({
    by: z.literal('versions'),
    ...syncListing,
    id: expression(ANYWHERE),
    version: expression(ANYWHERE),
    batch: z.int().min(1).max(1000).default(100),
  }),
]);

const sync = z
  .strictObject({
    ...syncListing,
    delta: delta.optional(),
    deletes: z.strictObject({ ...syncListing, id: expression(ANYWHERE) }).optional(),
  })
  .refine(
    (sync) => sync.deletes === undefined || sync.delta?.by === 'since' || sync.delta?.by === 'token',
    'can have deletes only with a delta by since or token',
  );

const collection = z
  .strictObject({ fields, lookup: lookup.optional(), sync: sync.optional() })
  .refine(({ lookup, sync }) => lookup ?? sync, 'needs lookup, sync or both')
  .refine(
    ({ fields, sync }) => sync === undefined || fields.id !== undefined,
    'needs fields.id, or nothing can be synchronised',
  );

const table = z.strictObject({ ...syncListing, key: expression(ANYWHERE), value: expression(ANYWHERE) });

const errorRule = z
  .strictObject({
    status: z
      .union([z.int(), z.array(z.int())], 'must be a status code or a list of them')
      .transform((status) => [status].flat())
      .optional(),
    when: expression(ANYWHERE).optional(),
    do: z.enum(['retry', 'refreshAuthThenRetry', 'empty', 'fail']),
    waitHeader: nonEmpty.optional(),
  })
  .refine(({ status, when }) => status ?? when, 'needs status, when or both');

const rate = z.strictObject({
  concurrency: z.int().min(1).max(64).default(4),
  windows: z.array(z.strictObject({ requests: z.int().min(1), per: duration })).default([]),
});

/** The format of a connector file of type `crm`; docs/connectors.md explains every key. */
export const connectorSchema = z
  .strictObject({
    ...connectorShape,
    type: z.literal('crm').default('crm'),
    use: z
      .array(z.enum(['lookup', 'sync']))
      .min(1)
      .default(['lookup', 'sync']),
    baseUrl: template(IN_AUTH),
    hosts: z.array(hostPattern).default([]),
    settings: z.record(name, setting).default({}),
    secrets: z.record(name, secret).default({}),
    auth: authSchema,
    headers: z.record(nonEmpty, template(IN_AUTH)).default({}),
    rate: rate.prefault({}),
    errors: z.array(errorRule).default([]),
    spellings: z.record(name, expression(['phone'])).default({}),
    tables: z.record(name, table).default({}),
    collections: z.record(name, collection).refine((all) => Object.keys(all).length > 0, 'needs at least one'),
  })
  .superRefine(({ collections, spellings }, context) => {
    const known = [...SPELLINGS, ...Object.keys(spellings)];
    for (const [name, { lookup }] of Object.entries(collections)) {
      for (const [index, spelling] of (lookup?.spellings ?? []).entries()) {
        if (known.includes(spelling)) continue;
        const path = ['collections', name, 'lookup', 'spellings', index];
        context.addIssue({ code: 'custom', message: `must be one of ${known.join(', ')}`, path, input: spelling });
      }
    }
  });

export type Collection = z.output<typeof collection>;
export type CollectionLookup = z.output<typeof lookup>;
export type CollectionSync = z.output<typeof sync>;
export type ContactFields = z.output<typeof fields>;
export type ErrorRule = z.output<typeof errorRule>;
