import type { PhoneNumber } from '../../domain/phone-number.ts';
import { verify, type Candidate } from '../connector/candidate.ts';
import type { ConnectorTest } from '../connector/connector-source.ts';
import type { TracedExchange } from '../connector/traced-exchange.ts';
import { findCandidates, type Finder } from './find-by-number.ts';
import { mapRecord } from './map-record.ts';
import type { Connector } from './parse-connector.ts';
import { readPages } from './read-pages.ts';

const FIRST_FEW = 5;

export async function testConnector(
  finder: Finder & { readonly connector: Connector; readonly canFind: boolean },
  number: PhoneNumber,
  signal: AbortSignal,
): Promise<ConnectorTest> {
  const exchanges: TracedExchange[] = [];
  const started = performance.now();
  const { timeouts } = finder.connector;
  const options = {
    priority: 'ring' as const,
    signal,
    timeout: timeouts.sync,
    trace: (one: TracedExchange) => exchanges.push(one),
  };
  let candidates: Candidate[] = [];
  let error: string | null = null;
  try {
    candidates = finder.canFind
      ? await findCandidates(finder, number, options)
      : await firstRecords(finder, number, options);
  } catch (failure) {
    error = failure instanceof Error ? failure.message : 'failed';
  }
  const milliseconds = Math.round(performance.now() - started);
  return { number, asked: finder.canFind ? 'lookup' : 'sync', exchanges, candidates, error, milliseconds };
}

async function firstRecords(
  finder: Finder,
  number: PhoneNumber,
  options: Parameters<typeof findCandidates>[2],
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const [collection, { fields, sync }] of Object.entries(finder.collections)) {
    if (sync === undefined) continue;
    const listing = sync.delta?.by === 'versions' ? sync.delta : sync;
    const variables = { settings: finder.settings };
    for await (const { records, captured } of readPages(
      finder.ask,
      `collections.${collection}.sync`,
      listing,
      variables,
      options,
    )) {
      const first = records
        .slice(0, FIRST_FEW)
        .map((record) => mapRecord(record, fields, { ...variables, captured }, finder.country));
      candidates.push(...verify(collection, await Promise.all(first), number));
      break;
    }
  }
  return candidates;
}
