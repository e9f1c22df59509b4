import type { PhoneNumber } from '../../domain/phone-number.ts';
import { findCandidates, verify, type Candidate, type Finder } from './find-by-number.ts';
import { mapRecord } from './map-record.ts';
import type { Connector } from './parse-connector.ts';
import { readPages } from './read-pages.ts';
import type { TracedExchange } from './trace.ts';

/** What became of one question to a CRM, for a person who is setting a connector up. Holds no secret. */
export interface ConnectorTest {
  readonly number: PhoneNumber;
  /** `lookup`: asked by the number. `sync`: the first page of everything, for a connector that cannot be asked by number. */
  readonly asked: 'lookup' | 'sync';
  readonly exchanges: readonly TracedExchange[];
  /** Each record the CRM answered with, as a contact, and whether it has the number; of a sync the first few. */
  readonly candidates: readonly Candidate[];
  /** Why there is no result; null when there is one. */
  readonly error: string | null;
  readonly milliseconds: number;
}

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
