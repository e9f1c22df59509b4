import { AppError } from '../../domain/app-error.ts';
import type { Country, PhoneNumber } from '../../domain/phone-number.ts';
import { verify, type Candidate } from '../connector/candidate.ts';
import { createClosing } from '../connector/closing.ts';
import type { ConnectorSource, ConnectorTest } from '../connector/connector-source.ts';
import { createHttpClient } from '../connector/http-client.ts';
import { createRedactor, type Redactor } from '../connector/redactor.ts';
import { resolveSettings, type ReadVariable } from '../connector/resolve-settings.ts';
import type { TracedExchange } from '../connector/traced-exchange.ts';
import { findAddressBooks, listEtags, readCardsAt } from './address-book.ts';
import type { CarddavConnector } from './carddav-schema.ts';
import type { CarddavState } from './carddav-state.ts';
import { createDavFetch, type TellExchange } from './dav-fetch.ts';
import { mapCard, syncBooks } from './sync-books.ts';

export interface CarddavSourceOptions {
  /** Where `${env:NAME}` is looked up. */
  readonly readVariable: ReadVariable;
  /** For numbers without a country code, where the connector names none. */
  readonly country: Country;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const FIRST_FEW = 5;
const LONGEST_SHOWN = 2000;

/**
 * Makes the address books of a CardDAV account ready to be synced; asks nothing yet. There is no asking by number: a
 * server compares numbers as they were typed. Throws AppError `invalid` for a variable that is not set.
 */
export function openCarddavSource(
  connector: CarddavConnector,
  options: CarddavSourceOptions,
): ConnectorSource<CarddavState> {
  const { settings, secrets } = resolveSettings(connector, options.readVariable);
  const { url, username } = settings;
  if (!URL.canParse(url)) throw new AppError('invalid', `${connector.name} has an address that is no URL: ${url}`);
  const hosts = [...connector.hosts, new URL(url).host];
  const http = createHttpClient({ hosts, privateHosts: connector.privateHosts }, connector.timeouts.connect);
  const closing = createClosing(connector.name);
  const login = Buffer.from(`${username}:${secrets.password}`).toString('base64');
  const redactor = createRedactor([secrets.password, login]);
  const country = connector.country ?? options.country;
  const fetchUntil = (signal: AbortSignal, tell?: TellExchange) =>
    createDavFetch({
      http,
      authorization: `Basic ${login}`,
      redactor,
      signal,
      timeout: connector.timeouts.sync,
      tell,
    });
  return {
    find: null,
    sync: (state, { signal, onProgress }) =>
      closing.duringSync(signal, (signal) =>
        syncBooks({ connector, url, fetch: fetchUntil(signal), country, now: options.now }, state, { onProgress }),
      ),
    test: (number, signal) =>
      closing.during(signal, async (signal) => {
        const exchanges: TracedExchange[] = [];
        const fetch = fetchUntil(signal, (request, result) => exchanges.push(describe(request, result, redactor)));
        return { ...(await testAccount(url, fetch, country, number)), exchanges };
      }),
    close() {
      closing.close();
      http.close();
    },
  };
}

async function testAccount(
  url: string,
  fetch: typeof globalThis.fetch,
  country: Country,
  number: PhoneNumber,
): Promise<Omit<ConnectorTest, 'exchanges'>> {
  const started = performance.now();
  let candidates: Candidate[] = [];
  let error: string | null = null;
  try {
    candidates = await readFirstCards(url, fetch, country, number);
  } catch (failure) {
    error = failure instanceof Error ? failure.message : 'failed';
  }
  return { number, asked: 'sync', candidates, error, milliseconds: Math.round(performance.now() - started) };
}

async function readFirstCards(
  url: string,
  fetch: typeof globalThis.fetch,
  country: Country,
  number: PhoneNumber,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const book of await findAddressBooks(url, fetch)) {
    const paths = [...(await listEtags(book, fetch)).keys()].slice(0, FIRST_FEW);
    if (paths.length === 0) continue;
    const cards = await readCardsAt(book, paths, fetch);
    const mapped = await Promise.all(paths.map((path) => mapCard(path, cards.get(path), country)));
    candidates.push(...verify(book.url, mapped, number));
  }
  return candidates;
}

function describe(
  request: Parameters<TellExchange>[0],
  { answer, outcome, milliseconds }: Parameters<TellExchange>[1],
  redactor: Redactor,
): TracedExchange {
  const shown = (text: unknown) => (typeof text === 'string' ? redactor.redact(text).slice(0, LONGEST_SHOWN) : null);
  const { authorization: _, ...headers } = request.headers;
  return {
    step: 'sync',
    method: request.method,
    url: redactor.redact(request.url.href),
    headers,
    body: shown(request.body),
    status: answer?.status ?? null,
    outcome: redactor.redact(outcome),
    answer: shown(answer?.body),
    milliseconds: Math.round(milliseconds),
  };
}
