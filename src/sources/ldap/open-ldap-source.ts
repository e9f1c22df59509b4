import type { Filter } from 'ldapts';
import type { Country, PhoneNumber } from '../../domain/phone-number.ts';
import { verifiedContacts, verify, type Candidate } from '../connector/candidate.ts';
import { createClosing } from '../connector/closing.ts';
import type { ConnectorSource, ConnectorTest } from '../connector/connector-source.ts';
import { resolveSettings, type ReadVariable } from '../connector/resolve-settings.ts';
import {
  addRecord,
  createSyncCounts,
  type OpenBatch,
  type SyncBatch,
  type SyncOptions,
  type SyncRun,
} from '../connector/sync-run.ts';
import type { TraceExchange, TracedExchange } from '../connector/traced-exchange.ts';
import { within } from '../connector/until.ts';
import { connectLdap, type LdapConnection } from './connect-ldap.ts';
import { createConnectionKeeper } from './connection-keeper.ts';
import type { LdapConnector } from './ldap-schema.ts';
import { parseLdapServer } from './ldap-server.ts';
import { mapLdapEntry } from './map-ldap-entry.ts';
import { createNumberFilters } from './number-filter.ts';
import { searchDirectory, type Directory } from './search-directory.ts';

/** A directory has no list of what changed that all servers know: each sync is a full one, and goes on from nowhere. */
export type LdapState = Readonly<Record<string, never>>;

export interface LdapSourceOptions {
  /** Where `${env:NAME}` is looked up. */
  readonly readVariable: ReadVariable;
  /** For numbers without a country code, where the connector names none. */
  readonly country: Country;
}

/** Asks over connections of one directory. */
interface Searcher {
  readonly connector: LdapConnector;
  readonly directory: Directory;
  readonly country: Country;
}

const FIRST_FEW = 5;

/**
 * Makes a directory ready to be asked; asks nothing yet. Throws AppError `invalid` for a variable that is not set and for
 * a server that would be asked without TLS; SourceError for a private address that the connector does not name.
 */
export function openLdapSource(connector: LdapConnector, options: LdapSourceOptions): ConnectorSource<LdapState> {
  const { settings, secrets } = resolveSettings(connector, options.readVariable);
  const { id, first, last, person, company, phones } = connector.attributes;
  const directory: Directory = {
    server: parseLdapServer(settings.url, connector),
    login: { bindDn: settings.bindDn, password: secrets.password },
    base: settings.base,
    attributes: [id, first, last, person, company, ...phones].filter((name) => name !== undefined),
  };
  const { connect, lookup, sync } = connector.timeouts;
  const searcher = { connector, directory, country: connector.country ?? options.country };
  const closing = createClosing(connector.name);
  const open = (answer: number) => connectLdap(directory.server, directory.login, { connect, answer }, closing.signal);
  const keeper = createConnectionKeeper(() => open(lookup));
  const find = (number: PhoneNumber, signal: AbortSignal) =>
    within(lookup, connector.name, [signal, closing.signal], async (signal) =>
      verifiedContacts(await keeper.use((connection) => findCandidates(searcher, connection, number, signal))),
    );
  return {
    find: connector.use.includes('lookup') ? find : null,
    // A connection of its own: what a sync brings does not stand between a phone and its answer.
    sync: connector.use.includes('sync')
      ? (_, { signal, onProgress }) =>
          closing.duringSync(signal, (signal) =>
            Promise.resolve(runSync(searcher, () => open(sync), { signal, onProgress })),
          )
      : null,
    test: (number, signal) =>
      closing.during(signal, (signal) => testDirectory(searcher, () => open(sync), number, signal)),
    close() {
      closing.close();
      keeper.close();
    },
  };
}

/** Those who may have the number: of the quick filter, and only where none of them has it, of the other. */
async function findCandidates(
  { connector, directory, country }: Searcher,
  connection: LdapConnection,
  number: PhoneNumber,
  signal: AbortSignal,
  trace?: TraceExchange,
): Promise<Candidate[]> {
  const { attributes, filter } = connector;
  let candidates: Candidate[] = [];
  for (const asked of createNumberFilters(number, attributes.phones, filter)) {
    candidates = await readFirstPage(connection, directory, asked, { signal, trace }).then((entries) =>
      verify(
        directory.base,
        entries.map((entry) => mapLdapEntry(entry, attributes, country)),
        number,
      ),
    );
    if (candidates.some(({ verified }) => verified)) break;
  }
  return candidates;
}

async function readFirstPage(
  connection: LdapConnection,
  directory: Directory,
  filter: Filter,
  options: Parameters<typeof searchDirectory>[3],
) {
  for await (const entries of searchDirectory(connection, directory, filter, options)) return entries;
  return [];
}

function runSync(
  { connector, directory, country }: Searcher,
  open: () => Promise<LdapConnection>,
  { signal, onProgress }: SyncOptions,
): SyncRun<LdapState> {
  const counts = createSyncCounts();
  async function* batches(): AsyncGenerator<SyncBatch> {
    const connection = await open();
    try {
      for await (const entries of searchDirectory(connection, directory, connector.filter, { signal })) {
        const batch: OpenBatch = { upserts: [], deletes: [] };
        for (const entry of entries) {
          const mapped = mapLdapEntry(entry, connector.attributes, country);
          addRecord(batch, counts, mapped.id ?? entry.dn, mapped);
        }
        counts.records += entries.length;
        onProgress?.({ ...counts });
        yield batch;
      }
    } finally {
      connection.close();
    }
  }
  return { mode: 'full', batches: batches(), state: () => ({}), counts };
}

async function testDirectory(
  searcher: Searcher,
  open: () => Promise<LdapConnection>,
  number: PhoneNumber,
  signal: AbortSignal,
): Promise<ConnectorTest> {
  const { connector, directory, country } = searcher;
  const asked = connector.use.includes('lookup') ? 'lookup' : 'sync';
  const exchanges: TracedExchange[] = [];
  const trace: TraceExchange = (exchange) => exchanges.push(exchange);
  const started = performance.now();
  let candidates: Candidate[] = [];
  let error: string | null = null;
  let connection: LdapConnection | undefined;
  try {
    connection = await open();
    if (asked === 'lookup') {
      candidates = await findCandidates(searcher, connection, number, signal, trace);
    } else {
      const entries = await readFirstPage(connection, directory, connector.filter, { signal, trace });
      const mapped = entries.slice(0, FIRST_FEW).map((entry) => mapLdapEntry(entry, connector.attributes, country));
      candidates = verify(directory.base, mapped, number);
    }
  } catch (failure) {
    error = failure instanceof Error ? failure.message : 'failed';
  } finally {
    connection?.close();
  }
  return { number, asked, exchanges, candidates, error, milliseconds: Math.round(performance.now() - started) };
}
