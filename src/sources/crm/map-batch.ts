import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Country } from '../../domain/phone-number.ts';
import { addNote, addRecord, type OpenBatch, type SyncBatch, type SyncCounts } from '../connector/sync-run.ts';
import { SourceError } from '../source.ts';
import type { ContactFields } from './connector-schema.ts';
import { ExpressionError, type Variables } from './expression.ts';
import { mapRecord } from './map-record.ts';

/** How records become contacts. */
export interface Mapping {
  /** The collection's name, which keeps its ids apart from those of others. */
  readonly name: string;
  readonly fields: ContactFields;
  readonly country: Country;
  readonly counts: SyncCounts;
}

/** The records between two turns of the event loop: a phone may ring at any time. */
const RECORDS_A_TURN = 50;

/** Maps a page of records, and counts. Throws SourceError when the connector fails over every single one. */
export async function mapBatch(
  mapping: Mapping,
  records: readonly unknown[],
  variables: Variables,
): Promise<SyncBatch> {
  const batch: OpenBatch = { upserts: [], deletes: [] };
  const failures: ExpressionError[] = [];
  for (const [index, record] of records.entries()) {
    if (index % RECORDS_A_TURN === RECORDS_A_TURN - 1) await nextTurn();
    try {
      await mapInto(batch, mapping, record, variables);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      failures.push(error);
    }
  }
  mapping.counts.records += records.length;
  mapping.counts.failed += failures.length;
  const [first] = failures;
  if (first !== undefined) {
    const explained = `collections.${mapping.name}.fields: ${first.message}`;
    if (failures.length === records.length) throw new SourceError(explained, false);
    addNote(mapping.counts, explained);
  }
  return batch;
}

async function mapInto(
  batch: OpenBatch,
  { name, fields, country, counts }: Mapping,
  record: unknown,
  variables: Variables,
): Promise<void> {
  const mapped = await mapRecord(record, fields, variables, country);
  if (mapped.id === null)
    throw new ExpressionError(`a record has no ${fields.id?.source ?? 'id'}, which is to be its id`);
  addRecord(batch, counts, `${name}/${mapped.id}`, mapped);
}
