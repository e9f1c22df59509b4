import type { Entry, Filter } from 'ldapts';
import type { TraceExchange, TracedExchange } from '../connector/traced-exchange.ts';
import { until } from '../connector/until.ts';
import { explainLdapError, type LdapConnection, type LdapLogin } from './connect-ldap.ts';
import type { LdapServer } from './ldap-server.ts';

/** A directory that can be searched below one base. */
export interface Directory {
  readonly server: LdapServer;
  readonly login: LdapLogin;
  readonly base: string;
  readonly attributes: readonly string[];
}

interface SearchOptions {
  readonly signal: AbortSignal;
  readonly trace?: TraceExchange | undefined;
}

/** What many servers answer at most at once (Active Directory: 1000). */
const ENTRIES_A_PAGE = 500;

/**
 * The entries a filter finds, page by page (RFC 2696). Throws SourceError; rejects with the signal's reason.
 */
export async function* searchDirectory(
  connection: LdapConnection,
  directory: Directory,
  filter: Filter,
  { signal, trace }: SearchOptions,
): AsyncGenerator<readonly Entry[]> {
  const { server, base, attributes } = directory;
  const pages = connection.client.searchPaginated(base, {
    scope: 'sub',
    filter,
    attributes: [...attributes],
    paged: { pageSize: ENTRIES_A_PAGE },
  });
  for (;;) {
    const started = performance.now();
    const tell = (outcome: string, answer: string | null) =>
      trace?.(describeSearch(directory, filter, { outcome, answer, milliseconds: performance.now() - started }));
    try {
      const page = await until(signal, pages.next());
      if (page.done === true) return;
      tell('use', `${page.value.searchEntries.length} entries`);
      yield page.value.searchEntries;
    } catch (error) {
      signal.throwIfAborted();
      const explained = explainLdapError(error, server);
      tell(explained.message, null);
      throw explained;
    }
  }
}

function describeSearch(
  { server, base }: Directory,
  filter: Filter,
  { outcome, answer, milliseconds }: { outcome: string; answer: string | null; milliseconds: number },
): TracedExchange {
  return {
    step: 'search',
    method: 'SEARCH',
    url: `${server.security === 'tls' ? 'ldaps' : 'ldap'}://${server.host}:${server.port}/${base}`,
    headers: {},
    body: filter.toString(),
    status: answer === null ? null : 0,
    outcome,
    answer,
    milliseconds: Math.round(milliseconds),
  };
}
