import type { Country } from '../domain/phone-number.ts';
import { carddavSchema } from '../sources/carddav/carddav-schema.ts';
import { openCarddavSource } from '../sources/carddav/open-carddav-source.ts';
import type { ConnectorSource } from '../sources/connector/connector-source.ts';
import { parseConnectorFile, type ParsedConnector } from '../sources/connector/parse-connector-file.ts';
import { variablesOf, type ReadVariable } from '../sources/connector/resolve-settings.ts';
import type { SyncOptions, SyncRun } from '../sources/connector/sync-run.ts';
import type { Authorization } from '../sources/crm/auth/authenticator.ts';
import type { TokenStore } from '../sources/crm/auth/token-store.ts';
import { connectorSchema } from '../sources/crm/connector-schema.ts';
import { openCrmSource } from '../sources/crm/open-crm-source.ts';
import { ldapSchema } from '../sources/ldap/ldap-schema.ts';
import { openLdapSource } from '../sources/ldap/open-ldap-source.ts';

/** What a connector of any type opens to. */
export interface OpenSource extends Pick<ConnectorSource<unknown>, 'find' | 'test' | 'close'> {
  /** As of ConnectorSource; the state is JSON that only the connector understands, and is given back to it as it was. */
  readonly sync: ((state: never, options: SyncOptions) => Promise<SyncRun<unknown>>) | null;
  /** For connectors that a person has to let in. */
  readonly authorization: Authorization | null;
}

/** A connector file that was read and checked. */
export interface ConnectorFile {
  /** The source's name: the file's without its extension. */
  readonly name: string;
  /** The variables it needs that are not set: with any, it cannot be used. */
  readonly missing: readonly string[];
  /** Milliseconds from one sync to the next. */
  readonly syncEvery: number;
  open(options: OpenOptions): Promise<OpenSource>;
}

export interface OpenOptions {
  readonly readVariable: ReadVariable;
  readonly tokens: TokenStore;
  readonly country: Country;
}

/** What a connector file looks like, by the word under its `type`. */
const SCHEMAS = { crm: connectorSchema, carddav: carddavSchema, ldap: ldapSchema };

type Connector = ParsedConnector<(typeof SCHEMAS)[keyof typeof SCHEMAS]>;

/** Throws AppError `invalid` naming every mistake by file, line and column. */
export function readConnectorFile(name: string, fileName: string, text: string, read: ReadVariable): ConnectorFile {
  const connector = parseConnectorFile(text, fileName, SCHEMAS);
  const missing = variablesOf(connector).filter(({ name, required }) => required && !read(name));
  return {
    name,
    missing: missing.map(({ name }) => name),
    syncEvery: connector.schedule.every,
    open: (options) => openSource(connector, options),
  };
}

async function openSource(connector: Connector, options: OpenOptions): Promise<OpenSource> {
  switch (connector.type) {
    case 'crm':
      return openCrmSource(connector, { ...options, now: Date.now });
    case 'carddav':
      return { ...openCarddavSource(connector, { ...options, now: Date.now }), authorization: null };
    case 'ldap':
      return { ...openLdapSource(connector, options), authorization: null };
  }
}
