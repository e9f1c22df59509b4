import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { busyFor, NUMBER, type ConnectorExpectation, type Running } from './connector-expectation.ts';
import { canonical } from './open-connector.ts';
import type { CrmPerson } from './servers/crm-server.ts';

/** More people than a search without a condition would give. */
const STRANGERS = Array.from({ length: 300 }, (_, index) => ({
  id: 100 + index,
  first: 'Somebody',
  last: `Else${index}`,
  company: `Vreemd ${index} BV`,
  phone: `010 123 4${100 + index}`,
}));

const CALLER = { id: 1, first: 'Anna', infix: 'de', last: 'Vries', company: 'Fietsen BV' };
/** Some servers make a lead of every third person. */
const LEAD = { id: 3, first: 'Bart', infix: 'de', last: 'Boer', company: 'Fietsen BV' };

/** What a connector's look-ups are to find; `finds` are the spellings. */
export function describeLookup(expected: ConnectorExpectation, finds: readonly string[], running: () => Running): void {
  const [typed = NUMBER] = finds;
  describe('among others', () => {
    beforeAll(() => {
      for (const person of STRANGERS) running().server.records.save(person);
    });
    afterAll(() => {
      for (const { id } of STRANGERS) running().server.records.remove(id);
    });

    const find = (number: string) => running().source.find?.(canonical(number), AbortSignal.timeout(10_000));
    /** Whom a look-up finds while this person is in the CRM. */
    const findWith = async (person: CrmPerson) => {
      running().server.records.save(person);
      const found = await find(NUMBER);
      running().server.records.remove(person.id);
      return found?.map(({ person, company, numbers }) => ({ person, company, numbers }));
    };
    const company = expected.company === 'nowhere' ? null : 'Fietsen BV';

    test.each(finds)('a caller typed in as %s is found', async (phone) => {
      const found = [await findWith({ ...CALLER, phone }), await findWith({ ...LEAD, phone })];
      const numbers = [NUMBER];
      expect(found).toEqual([
        [{ person: 'Anna de Vries', company, numbers }],
        [{ person: 'Bart de Boer', company, numbers }],
      ]);
    });

    test('a caller without a company is found', async () => {
      const found = await findWith({ id: 7, first: 'Anna', last: 'Smit', phone: typed });
      expect(found).toEqual([{ person: 'Anna Smit', company: null, numbers: [NUMBER] }]);
    });

    test('two callers with one number are both found', async () => {
      running().server.records.save({ id: 8, first: 'Cato', last: 'Bos', company: 'Fietsen BV', phone: typed });
      const found = await findWith({ id: 10, first: 'Dirk', last: 'Dam', company: 'Wielen BV', phone: typed });
      running().server.records.remove(8);
      expect(new Map(found?.map(({ person, company }) => [person, company]))).toEqual(
        new Map([
          ['Cato Bos', company],
          ['Dirk Dam', company && 'Wielen BV'],
        ]),
      );
    });

    test('nobody has an unknown number', async () => {
      expect(await find('+31209999999')).toEqual([]);
    });

    if (expected.secondNumber) {
      // A server may keep the second number now in one field, now in another.
      test.each([1, 3, 4, 6, 7, 9])('caller %i is found by the second of two numbers', async (id) => {
        const found = await findWith({ ...CALLER, id, phone: '030 765 4321', mobile: typed });
        expect(found?.map(({ person }) => person)).toEqual(['Anna de Vries']);
      });
    }

    if (expected.companies) {
      test.each(expected.companies.finds ?? finds)('a company typed in as %s is found', async (phone) => {
        const found = await findWith({ id: 4, first: '', last: '', company: 'Fietsen BV', phone });
        expect(found).toEqual([{ person: null, company: 'Fietsen BV', numbers: [NUMBER] }]);
      });
    }

    if (expected.secondNumber === 'persons and companies') {
      test('a company is found by the second of two numbers', async () => {
        const numbers = { phone: '030 765 4321', mobile: typed };
        const found = await findWith({ id: 4, first: '', last: '', company: 'Fietsen BV', ...numbers });
        expect(found?.map(({ company }) => company)).toEqual(['Fietsen BV']);
      });
    }

    if (expected.nearMiss !== null) {
      const other = expected.nearMiss;
      test(`${other}, which the CRM takes for ${NUMBER}, is not accepted`, async () => {
        const { server, source } = running();
        server.records.save({ id: 2, first: 'Near', last: 'Miss', phone: other });
        const { candidates } = await source.test(canonical(NUMBER), AbortSignal.timeout(10_000));
        expect(candidates.map(({ verified }) => verified)).toEqual([false]);
        expect(await find(NUMBER)).toEqual([]);
        server.records.remove(2);
      });
    }

    test('a CRM that is busy for a moment is asked once more, after the time it wants', async () => {
      running().server.refuse(1, busyFor(1, expected));
      expect(await find('+31209999999')).toEqual([]);
    });

    test('a CRM that fails is not the same as a number nobody has', async () => {
      const { server } = running();
      server.refuse(20, { status: 500, body: 'out of order' });
      await expect(find('+31209999999')).rejects.toMatchObject({ name: 'SourceError', retryable: true });
      server.forgive();
    });
  });
}
