import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN_WORKSPACE, type Contact } from '../../src/domain/contact.ts';
import type { Question } from '../../src/domain/lookup-result.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';
import type { Approve, ContactStore, SourceOrigin } from '../../src/store/contact-store.ts';
import { batchesOf, contact, load, reportOf, upload } from '../support/contact-fixtures.ts';

const JAN = contact({ person: 'Jan de Boer', company: 'Bakkerij Jansen' }, ['+31201234567', '+31612345678']);
const PIET = contact({ person: 'Piet Visser' }, ['+31612345679']);

const ask = (number: string, sources?: readonly string[], workspace = MAIN_WORKSPACE): Question => ({
  workspace,
  number: number as PhoneNumber,
  ...(sources && { sources }),
});
const person = (name: string): Contact => contact({ person: name }, ['+31201234567']);
const block = (company: string, prefix: string, length: number): Contact =>
  contact({ company }, [], [{ prefix, length }]);
const seenFile = (fileStamp: string): SourceOrigin => ({ name: 'klanten', kind: 'folder', fileStamp });
const approve: Approve = () => ({ report: reportOf('klanten'), fingerprint: 'f' });

/** What every ContactStore promises, whatever it is made of. `open` opens the one kept in a directory. */
export function describeContactStore(open: (directory: string) => ContactStore): void {
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

  const found = async (number: string, sources?: readonly string[], workspace?: string): Promise<readonly string[]> =>
    (await store.findByNumber(ask(number, sources, workspace))).map(({ person, company }) => person ?? company ?? '');
  const inRange = async (number: string, sources?: readonly string[]): Promise<readonly string[]> =>
    (await store.findByRange(ask(number, sources))).map(({ person, company }) => person ?? company ?? '');
  const names = async (workspace = MAIN_WORKSPACE): Promise<readonly string[]> =>
    (await store.listSources(workspace)).map(({ name }) => name);
  const sourceNamed = async (name: string) =>
    (await store.listSources(MAIN_WORKSPACE)).find((source) => source.name === name);

  describe('finding by number', () => {
    test('a new store knows nobody', async () => {
      expect(await found('+31201234567')).toEqual([]);
      expect(await inRange('+31201234567')).toEqual([]);
      expect(await names()).toEqual([]);
    });

    test('a contact is found by each of its numbers, with all a look-up needs', async () => {
      await load(store, 'klanten', [
        contact({ person: 'Jan de Boer', company: 'Bakkerij Jansen', contactUrl: 'https://crm.example/1' }, [
          '+31201234567',
          '+31612345678',
        ]),
      ]);
      const expected = {
        person: 'Jan de Boer',
        company: 'Bakkerij Jansen',
        contactUrl: 'https://crm.example/1',
        source: 'klanten',
        shared: 'first',
        template: null,
      };
      expect(await store.findByNumber(ask('+31201234567'))).toEqual([expected]);
      expect(await store.findByNumber(ask('+31612345678'))).toEqual([expected]);
    });

    test.each([
      ['one digit less', '+3120123456'],
      ['one digit more', '+312012345678'],
      ['another last digit', '+31201234568'],
      ['the same digits as a local number', 'local:31201234567'],
    ])('%s is another number', async (_name, number) => {
      await load(store, 'klanten', [JAN]);
      expect(await found(number)).toEqual([]);
    });

    test.each(['local:201', 'local:112', 'local:0201', 'local:**611', '+999999999999999', '+10000000'])(
      '%s is found as itself',
      async (number) => {
        await load(store, 'klanten', [contact({ person: 'Zelf' }, [number])]);
        expect(await found(number)).toEqual(['Zelf']);
      },
    );

    test('local numbers keep their zeros and are no number', async () => {
      await load(store, 'klanten', [
        contact({ person: 'Nul' }, ['local:0201']),
        contact({ person: 'Een' }, ['local:201']),
      ]);
      expect(await found('local:201')).toEqual(['Een']);
      expect(await found('+201')).toEqual([]);
    });

    test('contacts with one number come in the order of the source, over all batches', async () => {
      const many = ['Anna', 'Bert', 'Cor', 'Dirk'].map((person) => contact({ person }, ['+31201234567']));
      await store.replaceContacts(
        MAIN_WORKSPACE,
        upload('klanten'),
        batchesOf(many.slice(0, 1), many.slice(1, 3), [], many.slice(3)),
        approve,
      );
      expect(await found('+31201234567')).toEqual(['Anna', 'Bert', 'Cor', 'Dirk']);
    });

    test('a number that a contact names twice is there once', async () => {
      await load(store, 'klanten', [contact({ person: 'Dubbel' }, ['+31201234567', '+31201234567'])]);
      expect(await found('+31201234567')).toEqual(['Dubbel']);
    });

    test('only the sources that are asked answer', async () => {
      await load(store, 'a', [contact({ person: 'Van A' }, ['+31201234567'])]);
      await load(store, 'b', [contact({ person: 'Van B' }, ['+31201234567'])]);
      expect(await found('+31201234567', ['b'])).toEqual(['Van B']);
      expect(await found('+31201234567', ['b', 'c', 'a'])).toEqual(['Van A', 'Van B']);
      expect(await found('+31201234567', [])).toEqual([]);
    });

    test('nobody sees the contacts of another workspace', async () => {
      await load(store, 'klanten', [
        contact({ person: 'Van ons' }, ['+31201234567'], [{ prefix: '+3120765', length: 12 }]),
      ]);
      await load(store, 'klanten', [contact({ person: 'Van hen' }, ['+31201234567'])], 'theirs');
      expect(await found('+31201234567')).toEqual(['Van ons']);
      expect(await found('+31201234567', undefined, 'theirs')).toEqual(['Van hen']);
      expect(await store.findByRange(ask('+31207654321', undefined, 'theirs'))).toEqual([]);

      expect(await store.deleteSource('theirs', 'klanten')).toBe(true);
      expect(await found('+31201234567')).toEqual(['Van ons']);
      expect(await names('theirs')).toEqual([]);
    });
  });

  describe('finding by range', () => {
    test('a number of exactly the length that begins with the prefix is in the range', async () => {
      await load(store, 'klanten', [block('Bouwgroep', '+3120123', 12)]);
      expect(await inRange('+31201230000')).toEqual(['Bouwgroep']);
      expect(await inRange('+31201239999')).toEqual(['Bouwgroep']);
      expect(await inRange('+31201240000')).toEqual([]);
      expect(await inRange('+3120123000')).toEqual([]);
      expect(await inRange('+312012300001')).toEqual([]);
      expect(await found('+31201230000')).toEqual([]);
    });

    test('ranges with one prefix and different lengths are different ranges', async () => {
      await load(store, 'klanten', [block('Lang', '+493012', 13), block('Kort', '+493012', 12)]);
      expect(await inRange('+493012345678')).toEqual(['Lang']);
      expect(await inRange('+49301234567')).toEqual(['Kort']);
      expect(await inRange('+4930123456')).toEqual([]);
    });

    test('the longest prefix decides, whatever source it is in', async () => {
      await load(store, 'a', [block('Groot', '+3120123', 12)]);
      await load(store, 'b', [block('Klein', '+312012345', 12), block('Ander', '+312012346', 12)]);
      expect(await inRange('+31201234567')).toEqual(['Klein']);
      expect(await inRange('+31201234667')).toEqual(['Ander']);
      expect(await inRange('+31201234767')).toEqual(['Groot']);
      expect(await inRange('+31201234567', ['a'])).toEqual(['Groot']);
    });

    test('one range in two sources comes in source order', async () => {
      await load(store, 'b', [block('Tweede', '+3120123', 12)]);
      await load(store, 'a', [block('Eerste', '+3120123', 12), block('Ook eerste', '+3120123', 12)]);
      expect(await inRange('+31201234567')).toEqual(['Eerste', 'Ook eerste', 'Tweede']);
    });

    test('ranges go with the import that brought them', async () => {
      await load(store, 'klanten', [block('Bouwgroep', '+3120123', 12)]);
      await load(store, 'klanten', [block('Bouwgroep', '+3120124', 12)]);
      expect(await inRange('+31201230000')).toEqual([]);
      expect(await inRange('+31201240000')).toEqual(['Bouwgroep']);
    });
  });

  describe('direct-dial numbers', () => {
    beforeEach(async () => {
      await load(store, 'klanten', [
        contact({ person: 'Receptie', company: 'Bouwgroep' }, ['+31201234500']),
        contact({ company: 'Maschinenbau' }, ['+493047110']),
        contact({ company: 'Loodgieter' }, ['+31612345600']),
        contact({ person: 'Jan Thuis' }, ['+31207654300']),
      ]);
    });

    test('a company without the setting has none', async () => {
      expect(await inRange('+31201234567')).toEqual([]);
    });

    test.each([
      ['in the block that begins with two zeros', '+31201234567', ['Bouwgroep']],
      ['in the next block', '+31201234600', []],
      ['a digit longer than the block', '+312012345678', []],
      ['behind a German switchboard, one digit', '+493047115', ['Maschinenbau']],
      ['behind a German switchboard, four digits', '+493047111234', ['Maschinenbau']],
      ['behind a German switchboard, five digits', '+4930471112345', []],
      ['a mobile number near that of a company', '+31612345678', []],
      ['a number near that of a person', '+31207654321', []],
      ['a local number', 'local:123', []],
    ])('with the setting at once: %s', async (_name, number, expected) => {
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { ranges: true });
      expect(await inRange(number)).toEqual(expected);
    });

    test('it is the company that calls, not whoever has the main number', async () => {
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { ranges: true });
      expect(await store.findByRange(ask('+31201234567'))).toMatchObject([{ person: null, company: 'Bouwgroep' }]);
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { ranges: false });
      expect(await inRange('+31201234567')).toEqual([]);
    });

    test('a range with a longer prefix is nearer', async () => {
      await load(store, 'a', [
        contact({ company: 'Vestiging' }, [], [{ prefix: '+3120123456', length: 12 }]),
        contact({ company: 'Wijk' }, [], [{ prefix: '+312012', length: 12 }]),
      ]);
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { ranges: true });
      expect(await inRange('+31201234567')).toEqual(['Vestiging']);
      expect(await inRange('+31201234577')).toEqual(['Bouwgroep']);
      expect(await inRange('+31201235577')).toEqual(['Wijk']);
    });
  });

  describe('replacing contacts', () => {
    test('the old ones are gone, those of other sources are not', async () => {
      await load(store, 'a', [JAN]);
      await load(store, 'b', [PIET]);
      await load(store, 'a', [contact({ person: 'Nieuw' }, ['+31201234568'])]);
      expect(await found('+31201234567')).toEqual([]);
      expect(await found('+31201234568')).toEqual(['Nieuw']);
      expect(await found('+31612345679')).toEqual(['Piet Visser']);
    });

    test('the source tells what was imported', async () => {
      const before = Date.now();
      await store.replaceContacts(
        MAIN_WORKSPACE,
        { name: 'klanten', kind: 'folder', fileStamp: '12 kB' },
        batchesOf([JAN, contact({ company: 'Bouwgroep' }, [], [{ prefix: '+3120123', length: 12 }])]),
        () => ({ report: reportOf('klanten'), fingerprint: 'sha' }),
      );
      expect(await store.listSources(MAIN_WORKSPACE)).toEqual([
        {
          name: 'klanten',
          kind: 'folder',
          fileStamp: '12 kB',
          position: 1,
          country: null,
          shared: 'first',
          ranges: false,
          template: null,
          contacts: 2,
          numbers: 3,
          fingerprint: 'sha',
          lastReport: reportOf('klanten'),
          lastImportAt: expect.any(Number),
          lastError: null,
        },
      ]);
      expect((await sourceNamed('klanten'))?.lastImportAt).toBeGreaterThanOrEqual(before);
    });

    test('whoever approves is told what was there and what would be', async () => {
      const told: unknown[] = [];
      const approve = (...counts: unknown[]) => {
        told.push(counts);
        return { report: reportOf('klanten'), fingerprint: 'f' };
      };
      await store.replaceContacts(MAIN_WORKSPACE, upload('klanten'), batchesOf([JAN, PIET]), approve);
      await store.replaceContacts(MAIN_WORKSPACE, upload('klanten'), batchesOf([PIET]), approve);
      expect(told).toEqual([
        [
          { contacts: 0, numbers: 0 },
          { contacts: 2, numbers: 3 },
        ],
        [
          { contacts: 2, numbers: 3 },
          { contacts: 1, numbers: 1 },
        ],
      ]);
    });

    test.each([
      [
        'the file breaks in the middle',
        async function* () {
          yield [PIET];
          throw new Error('torn');
        },
        approve,
      ],
      [
        'nobody approves',
        () => batchesOf([PIET]),
        (): never => {
          throw new Error('torn');
        },
      ],
    ])('all stays as it was when %s', async (_name, contacts, approve) => {
      await load(store, 'klanten', [JAN]);
      const before = await store.listSources(MAIN_WORKSPACE);
      const replacing = store.replaceContacts(MAIN_WORKSPACE, upload('klanten'), contacts(), approve);
      await expect(replacing).rejects.toThrow('torn');
      expect(await found('+31201234567')).toEqual(['Jan de Boer']);
      expect(await found('+31612345679')).toEqual([]);
      expect(await store.listSources(MAIN_WORKSPACE)).toEqual(before);
    });

    test('a failed first import leaves no source', async () => {
      const torn = store.replaceContacts(MAIN_WORKSPACE, upload('klanten'), batchesOf([JAN]), () => {
        throw new Error('torn');
      });
      await expect(torn).rejects.toThrow('torn');
      expect(await names()).toEqual([]);
    });

    test('readers see the old contacts, and only those, until all the new ones are there', async () => {
      await load(store, 'klanten', [JAN]);
      const seen: (readonly string[])[] = [];
      async function* slowly(): AsyncGenerator<readonly Contact[]> {
        for (const person of ['Een', 'Twee', 'Drie']) {
          yield [contact({ person }, ['+31201234567'])];
          await new Promise(setImmediate);
          seen.push(await found('+31201234567'));
        }
      }
      await store.replaceContacts(MAIN_WORKSPACE, upload('klanten'), slowly(), approve);
      expect(seen).toEqual([['Jan de Boer'], ['Jan de Boer'], ['Jan de Boer']]);
      expect(await found('+31201234567')).toEqual(['Een', 'Twee', 'Drie']);
    });

    test('two imports at once each take effect as a whole', async () => {
      await Promise.all([
        load(store, 'b', [person('B1'), person('B2')]),
        load(store, 'a', [person('A1'), person('A2')]),
      ]);
      expect(await found('+31201234567')).toEqual(['A1', 'A2', 'B1', 'B2']);
    });

    test.each([
      ['folder', 'upload'],
      ['upload', 'url'],
      ['url', 'folder'],
    ] as const)('a source of kind %s is not overwritten by one of kind %s', async (kind, other) => {
      const origin: SourceOrigin = { name: 'klanten', kind, fileStamp: null };
      await store.replaceContacts(MAIN_WORKSPACE, origin, batchesOf([JAN]), approve);
      const conflict = { code: 'conflict', message: expect.stringContaining('"klanten"') };
      await expect(
        store.replaceContacts(MAIN_WORKSPACE, { ...origin, kind: other }, batchesOf([PIET]), approve),
      ).rejects.toMatchObject(conflict);
      await expect(store.recordError(MAIN_WORKSPACE, { ...origin, kind: other }, 'torn')).rejects.toMatchObject(
        conflict,
      );
      expect(await sourceNamed('klanten')).toMatchObject({ kind, contacts: 1, lastError: null });
    });
  });

  describe('sources', () => {
    test('are in the order of their names until somebody says otherwise', async () => {
      for (const name of ['Relaties', 'klanten', '2-oud', '10-nieuw']) await load(store, name, [JAN]);
      expect(await names()).toEqual(['10-nieuw', '2-oud', 'klanten', 'Relaties']);
    });

    test.each([
      ['c to the front', [['c', 1]], 'c a b d'],
      ['a to the end', [['a', 4]], 'b c d a'],
      ['a behind the end', [['a', 99]], 'b c d a'],
      ['b where it is', [['b', 2]], 'a b c d'],
      [
        'b where it is, then d to the front',
        [
          ['b', 2],
          ['d', 1],
        ],
        'd a b c',
      ],
      ['a down by one', [['a', 2]], 'b a c d'],
      [
        'first d, then c before it',
        [
          ['d', 1],
          ['c', 1],
        ],
        'c d a b',
      ],
      [
        'first d, then a to its place',
        [
          ['d', 1],
          ['a', 1],
        ],
        'a d b c',
      ],
      [
        'all turned round',
        [
          ['d', 1],
          ['c', 2],
          ['b', 3],
        ],
        'd c b a',
      ],
      [
        'placed ones past each other',
        [
          ['d', 1],
          ['c', 2],
          ['d', 3],
        ],
        'c a d b',
      ],
    ] as const)('move: %s', async (_name, moves, expected) => {
      for (const name of ['a', 'b', 'c', 'd']) await load(store, name, [person(name)]);
      for (const [name, position] of moves) await store.updateSource(MAIN_WORKSPACE, name, { position });
      expect((await names()).join(' ')).toBe(expected);
      expect((await found('+31201234567')).join(' ')).toBe(expected);
      expect((await store.listSources(MAIN_WORKSPACE)).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    });

    test('a new source comes behind those that were given a position', async () => {
      for (const name of ['b', 'c', 'd']) await load(store, name, [JAN]);
      await store.updateSource(MAIN_WORKSPACE, 'c', { position: 1 });
      await load(store, 'a', [JAN]);
      expect(await names()).toEqual(['c', 'a', 'b', 'd']);
    });

    test('settings hold at once, each by itself, and outlive an import', async () => {
      await load(store, 'klanten', [JAN]);
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { shared: 'all', template: '{company}' });
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { country: 'DE', ranges: true });
      expect(await store.findByNumber(ask('+31201234567'))).toMatchObject([{ shared: 'all', template: '{company}' }]);
      await load(store, 'klanten', [JAN]);
      const settings = { shared: 'all', template: '{company}', country: 'DE', ranges: true };
      expect(await sourceNamed('klanten')).toMatchObject(settings);
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { country: null, template: null });
      expect(await sourceNamed('klanten')).toMatchObject({ ...settings, country: null, template: null });
    });

    test('one that is not there cannot be changed or deleted', async () => {
      const change = store.updateSource(MAIN_WORKSPACE, 'klanten', { shared: 'all' });
      await expect(change).rejects.toMatchObject({ code: 'not-found', message: 'there is no source "klanten"' });
      expect(await store.deleteSource(MAIN_WORKSPACE, 'klanten')).toBe(false);
    });

    test('a deleted one takes its contacts with it', async () => {
      await load(store, 'a', [JAN, contact({ company: 'Bouwgroep' }, [], [{ prefix: '+3120123', length: 12 }])]);
      await load(store, 'b', [JAN]);
      expect(await store.deleteSource(MAIN_WORKSPACE, 'a')).toBe(true);
      expect(await names()).toEqual(['b']);
      expect(await found('+31201234567')).toEqual(['Jan de Boer']);
      expect(await inRange('+31201230000')).toEqual([]);
      await load(store, 'a', []);
      expect(await found('+31201234567')).toHaveLength(1);
    });
  });

  describe('errors', () => {
    test('are kept beside the contacts, until an import succeeds', async () => {
      await load(store, 'klanten', [JAN]);
      await store.recordError(MAIN_WORKSPACE, upload('klanten'), 'line 3 is torn');
      expect(await sourceNamed('klanten')).toMatchObject({ lastError: 'line 3 is torn', contacts: 1 });
      expect(await found('+31201234567')).toEqual(['Jan de Boer']);
      await load(store, 'klanten', [JAN]);
      expect(await sourceNamed('klanten')).toMatchObject({ lastError: null });
    });

    test('of a source that never had contacts are kept too', async () => {
      await store.recordError(MAIN_WORKSPACE, upload('klanten'), 'unreadable');
      expect(await sourceNamed('klanten')).toMatchObject({ lastError: 'unreadable', contacts: 0, lastImportAt: null });
    });

    test('a file that failed is not recognised again, one that is unchanged is', async () => {
      await store.recordError(MAIN_WORKSPACE, seenFile('monday'), null);
      expect(await sourceNamed('klanten')).toMatchObject({ fileStamp: 'monday', lastError: null });
      await store.recordError(MAIN_WORKSPACE, seenFile('tuesday'), 'torn');
      expect(await sourceNamed('klanten')).toMatchObject({ fileStamp: null, lastError: 'torn' });
    });
  });

  describe('more than one process', () => {
    test('what one has committed the other sees, and its version tells', async () => {
      const other = open(directory);
      try {
        await load(store, 'klanten', [JAN]);
        const before = other.version();
        expect(other.version()).toBe(before);
        expect(await other.findByNumber(ask('+31201234567'))).toHaveLength(1);
        await load(store, 'klanten', [PIET]);
        await new Promise(setImmediate);
        expect(other.version()).not.toBe(before);
        expect(await other.findByNumber(ask('+31201234567'))).toEqual([]);
        expect(await other.findByNumber(ask('+31612345679'))).toHaveLength(1);
      } finally {
        await other.close();
      }
    });

    test('its own changes change its version', async () => {
      const before = store.version();
      await load(store, 'klanten', [JAN]);
      expect(store.version()).not.toBe(before);
    });

    test('what was imported is there after it was closed and opened again', async () => {
      await load(store, 'klanten', [JAN]);
      await store.updateSource(MAIN_WORKSPACE, 'klanten', { template: '{company}' });
      await store.close();
      store = open(directory);
      expect(await found('+31201234567')).toEqual(['Jan de Boer']);
      expect(await sourceNamed('klanten')).toMatchObject({ template: '{company}', lastReport: reportOf('klanten') });
    });
  });
}
