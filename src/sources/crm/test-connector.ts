import type { PhoneNumber } from '../../domain/phone-number.ts';
import { verify, type Candidate } from '../connector/candidate.ts';
import type { ConnectorTest } from '../connector/connector-source.ts';
import type { Redactor } from '../connector/redactor.ts';
import type { TracedExchange } from '../connector/traced-exchange.ts';
import { findCandidates, type Finder } from './find-by-number.ts';
import { mapRecord } from './map-record.ts';
import type { Connector } from './parse-connector.ts';
import { readPages } from './read-pages.ts';

const FIRST_FEW = 5;

export async function testConnector(
  finder: Finder & { readonly connector: Connector; readonly canFind: boolean; readonly redactor: Redactor },
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
  const shown = candidates.map((candidate) => blankSecrets(candidate, finder.redactor));
  return { number, asked: finder.canFind ? 'lookup' : 'sync', exchanges, candidates: shown, error, milliseconds };
}

/** What a CRM answers may be what it was asked. */
function blankSecrets({ id, contact, ...candidate }: Candidate, { redact }: Redactor): Candidate {
  const blank = (text: string | null) => text && redact(text);
  const { person, company, contactUrl } = contact ?? { person: null, company: null, contactUrl: null };
  const blanked = contact && {
    ...contact,
    person: blank(person),
    company: blank(company),
    contactUrl: blank(contactUrl),
  };
  return { ...candidate, id: blank(id), contact: blanked };
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
