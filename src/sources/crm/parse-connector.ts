import { parseConnectorFile, type ParsedConnector } from '../connector/parse-connector-file.ts';
import { connectorSchema } from './connector-schema.ts';

/** A connector file of type `crm`, read and checked; its templates and expressions are compiled. */
export type Connector = ParsedConnector<typeof connectorSchema>;

/** Reads a connector file of type `crm`. Throws AppError `invalid` as `parseConnectorFile` does. */
export function parseConnector(text: string, fileName: string): Connector {
  return parseConnectorFile(text, fileName, { crm: connectorSchema });
}
