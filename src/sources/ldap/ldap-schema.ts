import { FilterParser } from 'ldapts';
import * as z from 'zod';
import { connectorShape, nonEmpty, secret, setting } from '../connector/connector-values.ts';
import type { ParsedConnector } from '../connector/parse-connector-file.ts';

/** RFC 4512 §1.4: a short name, or an object identifier. */
const attribute = z
  .string()
  .regex(/^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)$/, 'must be the name of an attribute, such as telephoneNumber');

const filter = nonEmpty.transform((text, context) => {
  try {
    return FilterParser.parseString(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.addIssue(`must be a filter as in RFC 4515, such as (objectClass=person): ${reason}`);
    return z.NEVER;
  }
});

const attributes = z
  .strictObject({
    id: attribute.default('entryUUID'),
    first: attribute.optional(),
    last: attribute.optional(),
    person: attribute.optional(),
    company: attribute.optional(),
    phones: z.array(attribute).min(1),
  })
  .refine(
    ({ first, last, person, company }) => first ?? last ?? person ?? company,
    'needs a name: person, first, last or company',
  );

/** The format of a connector file of type `ldap`; docs/connectors.md explains every key. */
export const ldapSchema = z.strictObject({
  ...connectorShape,
  type: z.literal('ldap'),
  use: z
    .array(z.enum(['lookup', 'sync']))
    .min(1)
    .default(['lookup', 'sync']),
  settings: z.strictObject({ url: setting, bindDn: setting, base: setting }),
  secrets: z.strictObject({ password: secret }),
  startTls: z.boolean().default(true),
  filter: filter.prefault('(objectClass=person)'),
  attributes,
});

/** A connector file of type `ldap`, read and checked. */
export type LdapConnector = ParsedConnector<typeof ldapSchema>;
export type LdapAttributes = LdapConnector['attributes'];
