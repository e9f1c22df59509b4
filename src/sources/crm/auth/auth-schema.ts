import * as z from 'zod';
import { duration, nonEmpty } from '../../connector/connector-values.ts';
import { expression, template, templateMap, templateTree } from '../template-values.ts';
import { requestSchema } from '../request-schema.ts';
import { ANYWHERE, IN_AUTH } from '../variables.ts';

const captureSchema = z.record(nonEmpty, expression(ANYWHERE)).default({});
const text = template(IN_AUTH);

/** What OAuth2 and JWT bearer have in common: an access token is got somewhere and put into a header. */
const tokenShape = {
  tokenUrl: text,
  tokenParams: templateMap(IN_AUTH).default({}),
  tokenHeaders: z.record(nonEmpty, text).default({}),
  scopes: z.array(nonEmpty).default([]),
  scheme: nonEmpty.default('Bearer'),
  capture: captureSchema,
  lifetime: duration.optional(),
};

const oauth2 = z
  .strictObject({
    type: z.literal('oauth2'),
    ...tokenShape,
    grant: nonEmpty.default('authorization_code'),
    authorizationUrl: text.optional(),
    authorizationParams: templateMap(IN_AUTH).default({}),
    pkce: z.boolean().default(true),
    clientId: text.optional(),
    clientSecret: text.optional(),
    clientAuth: z.enum(['body', 'basic']).default('body'),
    refreshToken: text.optional(),
  })
  .superRefine((auth, context) => {
    const needs = (key: 'authorizationUrl' | 'clientId' | 'refreshToken') => {
      if (auth[key] === undefined)
        context.addIssue({
          code: 'custom',
          message: `is missing: the grant ${auth.grant} needs it`,
          path: [key],
          input: auth,
        });
    };
    if (auth.grant === 'authorization_code') needs('authorizationUrl');
    if (auth.grant === 'authorization_code' || auth.grant === 'client_credentials') needs('clientId');
    if (auth.grant === 'refresh_token') needs('refreshToken');
  });

const jwtBearer = z.strictObject({
  type: z.literal('jwtBearer'),
  ...tokenShape,
  issuer: text,
  subject: text.optional(),
  audience: text,
  claims: templateTree(IN_AUTH).optional(),
  privateKey: text,
  keyId: text.optional(),
});

const session = z.strictObject({
  type: z.literal('session'),
  login: z.array(z.strictObject({ request: requestSchema(IN_AUTH), capture: captureSchema })).min(1),
  headers: z.record(nonEmpty, text).default({}),
  query: z.record(nonEmpty, text).default({}),
  lifetime: duration.optional(),
});

/** How a connector proves who it is. */
export const authSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('basic'), username: text, password: text }),
  z.strictObject({ type: z.literal('bearer'), token: text }),
  z
    .strictObject({
      type: z.literal('apiKey'),
      headers: z.record(nonEmpty, text).default({}),
      query: z.record(nonEmpty, text).default({}),
    })
    .refine(({ headers, query }) => Object.keys({ ...headers, ...query }).length > 0, 'needs headers, query or both'),
  oauth2,
  jwtBearer,
  session,
]);

export type Auth = z.output<typeof authSchema>;
export type OAuth2 = z.output<typeof oauth2>;
export type JwtBearer = z.output<typeof jwtBearer>;
export type SessionLogin = z.output<typeof session>;
