import type { Country } from '../../domain/phone-number.ts';
import { verifiedContacts } from '../connector/candidate.ts';
import { createClosing } from '../connector/closing.ts';
import type { ConnectorSource } from '../connector/connector-source.ts';
import { createHttpClient } from '../connector/http-client.ts';
import { createRedactor } from '../connector/redactor.ts';
import { resolveSettings, type ReadVariable } from '../connector/resolve-settings.ts';
import { within } from '../connector/until.ts';
import { createAskCrm } from './ask-crm.ts';
import type { Authorization } from './auth/authenticator.ts';
import { createAuthenticator } from './auth/create-authenticator.ts';
import type { TokenStore } from './auth/token-store.ts';
import { findAllowedHosts } from './find-allowed-hosts.ts';
import { findCandidates, type Finder } from './find-by-number.ts';
import type { Connector } from './parse-connector.ts';
import { createRequestBudget } from './request-budget.ts';
import { runSync } from './run-sync.ts';
import type { SyncState } from './sync-state.ts';
import { testConnector } from './test-connector.ts';

/** A CRM that can be asked. One object holds its budget, connections and tokens: whoever asks shares it. */
export interface CrmSource extends ConnectorSource<SyncState> {
  /** For connectors that a person has to let in. */
  readonly authorization: Authorization | null;
}

export interface CrmSourceOptions {
  /** Where `${env:NAME}` is looked up. */
  readonly readVariable: ReadVariable;
  readonly tokens: TokenStore;
  /** For numbers without a country code, where the connector names none. */
  readonly country: Country;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes a connector ready to be asked; asks nothing yet. Throws AppError `invalid` for a variable that is not set. */
export async function openCrmSource(connector: Connector, options: CrmSourceOptions): Promise<CrmSource> {
  const values = resolveSettings(connector, options.readVariable);
  const closing = createClosing(connector.name);
  const http = createHttpClient(await findAllowedHosts(connector, values), connector.timeouts.connect);
  const context = {
    name: connector.name,
    values,
    base: { url: connector.baseUrl, headers: connector.headers },
    http,
    tokens: options.tokens,
    redactor: createRedactor(Object.values(values.secrets)),
    now: options.now,
    closed: closing.signal,
    rules: connector.errors,
    budget: createRequestBudget(connector.rate, options.now),
  };
  const authenticator = createAuthenticator(connector.auth, context);
  const ask = createAskCrm({ ...context, authenticator });
  const country = connector.country ?? options.country;
  const { collections, spellings, timeouts } = connector;
  const finder: Finder = { ask, collections, spellings, settings: values.settings, country };
  const canFind = connector.use.includes('lookup') && Object.values(collections).some(({ lookup }) => lookup);
  const canSync = connector.use.includes('sync') && Object.values(collections).some(({ sync }) => sync);
  return {
    find: canFind
      ? (number, signal) =>
          within(timeouts.lookup, connector.name, [signal, closing.signal], async (signal) =>
            verifiedContacts(
              await findCandidates(finder, number, { priority: 'ring', signal, timeout: timeouts.lookup }),
            ),
          )
      : null,
    sync: canSync
      ? (state, { signal, onProgress }) =>
          closing.duringSync(signal, (signal) =>
            runSync({ connector, ask, settings: values.settings, country, now: options.now }, state, {
              priority: 'sync',
              signal,
              timeout: timeouts.sync,
              onProgress,
            }),
          )
      : null,
    test: (number, signal) =>
      closing.during(signal, (signal) =>
        testConnector({ ...finder, connector, canFind, redactor: context.redactor }, number, signal),
      ),
    authorization: authenticator.authorization ?? null,
    close() {
      closing.close();
      http.close();
    },
  };
}
