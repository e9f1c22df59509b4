import { stringify } from 'yaml';
import { parsePhoneNumber, type PhoneNumber } from '../../../src/domain/phone-number.ts';
import { createMemoryTokenStore } from '../../../src/sources/crm/auth/token-store.ts';
import { openCrmSource, type CrmSource, type CrmSourceOptions } from '../../../src/sources/crm/open-crm-source.ts';
import { parseConnector } from '../../../src/sources/crm/parse-connector.ts';

/** A secret that has every character which somebody forgets to escape. */
export const SECRET = 's3cr&t="+/%20 ü<k>:';

/** A small connector for a server at `url`, with other keys in the place of its own. */
export function smallConnector(
  url: string,
  keys: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    connector: 1,
    name: 'Test CRM',
    baseUrl: url,
    privateHosts: [new URL(url).host],
    secrets: { key: '${env:KEY}' },
    auth: { type: 'bearer', token: '{{$secrets.key}}' },
    collections: { contacts: { fields: FIELDS, lookup: { request: { path: '/contacts' }, records: 'body.items' } } },
    ...keys,
  };
}

export const FIELDS = { id: 'id', person: 'name', phones: 'phone' };

/** Opens a connector that is given as its YAML's value. */
export function openConnectorOf(
  keys: Readonly<Record<string, unknown>>,
  options: Partial<CrmSourceOptions> & { readonly variables?: Readonly<Record<string, string>> } = {},
): Promise<CrmSource> {
  const variables = options.variables ?? { KEY: SECRET };
  return openCrmSource(parseConnector(stringify(keys), 'test.yaml'), {
    readVariable: (name) => variables[name],
    tokens: createMemoryTokenStore(),
    country: 'NL',
    now: Date.now,
    ...options,
  });
}

/** The canonical form of a number; throws for what is none. */
export function phone(text: string): PhoneNumber {
  const number = parsePhoneNumber(text, 'NL', 'pbx');
  if (number === undefined) throw new Error(`${text} is no number`);
  return number;
}
