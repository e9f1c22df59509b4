import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN_WORKSPACE, type Contact } from '../../src/domain/contact.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import type { ContactStore, SyncedBatch } from '../../src/store/contact-store.ts';
import { contact, load } from '../support/contact-fixtures.ts';

const NUMBERS = ['+31201234560', '+31201234561', '+31201234562', 'local:112'];
const RANGE = { prefix: '+31301234', length: 12 };

/** What every ContactStore promises of a connector's contacts. `open` opens the one kept in a directory. */
export function describeSyncedContacts(open: (directory: string) => ContactStore): void {
  let directory: string;
  let store: ContactStore;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ringname-store-'));
    store = open(directory);
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const sync = (mode: 'full' | 'delta', ...batches: readonly SyncedBatch[]) =>
    store.applySync(MAIN_WORKSPACE, 'crm', { mode, batches: stream(batches), approve: () => ({ state: { mode } }) });
  const found = async (number: string): Promise<readonly string[]> => {
    const question = { workspace: MAIN_WORKSPACE, number: number as PhoneNumber };
    const contacts = [...(await store.findByNumber(question)), ...(await store.findByRange(question))];
    return contacts.map(({ person }) => String(person)).toSorted();
  };
  const upsert = (id: string, person: string, ...numbers: readonly string[]) => ({
    id,
    contact: contact({ person }, numbers),
  });

  describe("a connector's contacts", () => {
    test('are all new after a full sync', async () => {
      await sync('full', {
        upserts: [upsert('1', 'Anna', '+31201234560'), upsert('2', 'Bert', '+31201234560')],
        deletes: [],
      });
      await sync('full', { upserts: [upsert('2', 'Bert', '+31201234561')], deletes: [] });
      expect([await found('+31201234560'), await found('+31201234561')]).toEqual([[], ['Bert']]);
      expect(await store.listSources(MAIN_WORKSPACE)).toMatchObject([
        { name: 'crm', kind: 'connector', contacts: 1, numbers: 1 },
      ]);
    });

    test('are only changed where a delta says so', async () => {
      await sync('full', {
        upserts: [upsert('1', 'Anna', '+31201234560'), upsert('2', 'Bert', '+31201234561')],
        deletes: [],
      });
      await sync('delta', { upserts: [upsert('1', 'Anna Smit', '+31201234562')], deletes: ['2', 'never seen'] });
      expect([await found('+31201234560'), await found('+31201234561'), await found('+31201234562')]).toEqual([
        [],
        [],
        ['Anna Smit'],
      ]);
    });

    test('keep the state of the sync with them', async () => {
      expect(await store.findSyncState(MAIN_WORKSPACE, 'crm')).toBeNull();
      await sync('full');
      await sync('delta');
      expect(await store.findSyncState(MAIN_WORKSPACE, 'crm')).toEqual({ mode: 'delta' });
    });

    test('stay as they were, and the state too, when the sync breaks off or is refused', async () => {
      await sync('full', { upserts: [upsert('1', 'Anna', '+31201234560')], deletes: [] });
      async function* broken(): AsyncGenerator<SyncedBatch> {
        yield { upserts: [], deletes: ['1'] };
        throw new Error('the CRM hung up');
      }
      const half = { mode: 'delta', batches: broken(), approve: () => ({ state: 'half' }) } as const;
      await expect(store.applySync(MAIN_WORKSPACE, 'crm', half)).rejects.toThrow('the CRM hung up');
      const seen: unknown[] = [];
      const refused = store.applySync(MAIN_WORKSPACE, 'crm', {
        mode: 'full',
        batches: stream([]),
        approve: (before, after) => {
          seen.push(before, after);
          throw new Error('everything would be gone');
        },
      });
      await expect(refused).rejects.toThrow('everything would be gone');
      expect(seen).toEqual([
        { contacts: 1, numbers: 1 },
        { contacts: 0, numbers: 0 },
      ]);
      expect(await found('+31201234560')).toEqual(['Anna']);
      expect(await store.findSyncState(MAIN_WORKSPACE, 'crm')).toEqual({ mode: 'full' });
    });

    test('cannot take the place of an upload', async () => {
      await load(store, 'crm', []);
      await expect(sync('full')).rejects.toMatchObject({ code: 'conflict' });
    });

    test('go with the source', async () => {
      await sync('full', { upserts: [upsert('1', 'Anna', '+31201234560')], deletes: [] });
      await store.deleteSource(MAIN_WORKSPACE, 'crm');
      await sync('delta', { upserts: [upsert('2', 'Bert', '+31201234561')], deletes: [] });
      expect([await found('+31201234560'), await found('+31201234561')]).toEqual([[], ['Bert']]);
    });

    test('are, after any syncs, what a map of records would hold', async () => {
      const record = fc.constantFrom('1', '2', '3', 'contacts/4');
      const changed = fc.tuple(
        record,
        fc.constantFrom('Anna', 'Bert', 'Carla'),
        fc.uniqueArray(fc.constantFrom(...NUMBERS), { maxLength: 3 }),
        fc.boolean(),
      );
      const batch = fc.record({
        upserts: fc.array(changed, { maxLength: 3 }),
        deletes: fc.array(record, { maxLength: 2 }),
      });
      const run = fc.tuple(fc.constantFrom('full' as const, 'delta' as const), fc.array(batch, { maxLength: 2 }));
      await fc.assert(
        fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 5 }), async (runs) => {
          const model = new Map<string, Contact>();
          await sync('full');
          for (const [mode, batches] of runs) {
            if (mode === 'full') model.clear();
            const synced = batches.map(({ upserts, deletes }) => ({
              deletes,
              upserts: upserts.map(([id, person, numbers, hasRange]) => ({
                id,
                contact: contact({ person }, numbers, hasRange ? [RANGE] : []),
              })),
            }));
            for (const { upserts, deletes } of synced) {
              for (const { id, contact } of upserts) model.set(id, contact);
              for (const id of deletes) model.delete(id);
            }
            await sync(mode, ...synced);
          }
          for (const number of NUMBERS) {
            const expected = [...model.values()].filter(({ numbers }) => numbers.includes(number as PhoneNumber));
            expect(await found(number)).toEqual(expected.map(({ person }) => String(person)).toSorted());
          }
          const inRange = [...model.values()].filter(({ ranges }) => ranges.length > 0);
          expect(await found('+31301234567')).toEqual(inRange.map(({ person }) => String(person)).toSorted());
          const [source] = await store.listSources(MAIN_WORKSPACE);
          expect(source?.contacts).toBe(model.size);
        }),
        { numRuns: 40 },
      );
    });
  });
}

async function* stream(batches: readonly SyncedBatch[]): AsyncGenerator<SyncedBatch> {
  yield* batches;
}
