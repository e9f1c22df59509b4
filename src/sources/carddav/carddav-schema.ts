import * as z from 'zod';
import { connectorShape, duration, hostPattern, secret, setting } from '../connector/connector-values.ts';
import type { ParsedConnector } from '../connector/parse-connector-file.ts';

/** The format of a connector file of type `carddav`; docs/connectors.md explains every key. */
export const carddavSchema = z.strictObject({
  ...connectorShape,
  type: z.literal('carddav'),
  hosts: z.array(hostPattern).default([]),
  settings: z.strictObject({ url: setting, username: setting }),
  secrets: z.strictObject({ password: secret }),
  timeouts: z.strictObject({ connect: duration.prefault('1s'), sync: duration.prefault('30s') }).prefault({}),
});

/** A connector file of type `carddav`, read and checked. */
export type CarddavConnector = ParsedConnector<typeof carddavSchema>;
