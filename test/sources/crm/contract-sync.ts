import { expect, test } from '@jest/globals';
import type { Contact } from '../../../src/domain/contact.ts';
import type { SyncState } from '../../../src/sources/crm/sync-state.ts';
import { busyFor, type ConnectorExpectation, type Running } from './connector-expectation.ts';
import { readAll } from './open-connector.ts';

/** The first person's id; companies begin at 5000. */
const FIRST = 1000;
const FIRST_COMPANY = 5000;

/** What a connector's syncs are to bring: everything over several pages, then what changed over more than one. */
export function describeSync(expected: ConnectorExpectation, running: () => Running): void {
  const { pageSize, companies } = expected;
  // Every third person is a lead in some servers: both kinds change over more than a page.
  const some = Math.ceil(pageSize * 1.6) + 1;
  const changed = idsFrom(FIRST, some);
  const removed = idsFrom(FIRST + some, some);
  const unchanged = idsFrom(FIRST + 2 * some, 3);
  const everybody = [...changed, ...removed, ...unchanged];
  let state: SyncState | null = null;
  const run = async () => {
    const started = await running().source.sync?.(state, { signal: AbortSignal.timeout(60_000) });
    if (started === undefined) throw new Error('the connector has no sync');
    const read = await readAll(started);
    state = started.state();
    return { mode: started.mode, ...read };
  };
  const runInFull = () => {
    state = null;
    return run();
  };

  test(`a first sync brings all, over ${Math.ceil(everybody.length / pageSize)} pages`, async () => {
    const { records, url } = running().server;
    for (const id of everybody) records.save(personNumbered(id));
    const { mode, contacts } = await run();
    expect(mode).toBe('full');
    expect(brought(contacts)).toEqual(byName(everybody.map((id) => expectedOf(personNumbered(id), expected))));
    const opened = [...contacts.values()].find(({ person }) => person === `Person de Number${FIRST}`);
    expect(opened?.contactUrl).toBe(expected.contactUrl?.(url) ?? null);
  });

  test('the next one brings what changed, and nothing else', async () => {
    const { records } = running().server;
    const people = [FIRST - 1, ...changed].map((id) => personNumbered(id, `Changed${id}`));
    for (const person of people) records.save({ ...person, changedAt: Date.now() });
    for (const id of removed) records.remove(id);
    const { mode, contacts, deletes } = await run();
    expect(mode).toBe('delta');
    expect(brought(contacts)).toEqual(byName(people.map((person) => expectedOf(person, expected))));
    const gone = new Set(deletes.map((id) => Number(id.split('/').at(-1))));
    expect(removed.filter((id) => gone.has(id))).toEqual(expected.delta === 'with deletes' ? removed : []);
    expect(deletes.filter((id) => contacts.has(id))).toEqual([]);
  });

  if (expected.tokensExpire) {
    test('when the CRM no longer knows the last sync, everything is fetched', async () => {
      const { server } = running();
      server.expireTokens();
      const { mode, contacts } = await run();
      expect({ mode, size: contacts.size }).toEqual({ mode: 'full', size: server.records.people.size });
      expect((await run()).mode).toBe('delta');
    });
  }

  test('a full sync no longer has what was deleted', async () => {
    const { contacts } = await runInFull();
    const people = [...running().server.records.people.values()];
    expect(namesOf(contacts)).toEqual(people.map(({ last }) => `Person de ${last}`).toSorted());
  });

  if (companies) {
    test('companies come with a full sync and with one of changes, over two pages', async () => {
      const { records, url } = running().server;
      const ids = idsFrom(FIRST_COMPANY, pageSize + 3);
      for (const id of ids) records.save(companyNumbered(id, 'Fietsen'));
      const { contacts } = await runInFull();
      expect(namesOf(contacts)).toEqual(expect.arrayContaining(ids.map((id) => `Fietsen ${id} BV`)));
      const opened = [...contacts.values()].find(({ company }) => company === `Fietsen ${FIRST_COMPANY} BV`);
      expect(opened).toMatchObject({ person: null, contactUrl: companies.contactUrl?.(url) ?? null });
      const [gone = 0, unchanged = 0, ...others] = ids;
      for (const id of others) records.save({ ...companyNumbered(id, 'Wielen'), changedAt: Date.now() });
      records.remove(gone);
      const next = await run();
      expect(namesOf(next.contacts)).toEqual(expect.arrayContaining(others.map((id) => `Wielen ${id} BV`)));
      expect(namesOf(next.contacts)).not.toContain(`Fietsen ${unchanged} BV`);
      expect(next.deletes.some((id) => id.endsWith(`/${gone}`))).toBe(expected.delta === 'with deletes');
      for (const id of [unchanged, ...others]) records.remove(id);
    });
  }

  test('a CRM that is busy is asked again after the time it wants, and the sync is whole', async () => {
    running().server.refuse(2, busyFor(2, expected));
    expect((await runInFull()).contacts.size).toBe(running().server.records.people.size);
  });
}

function idsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function personNumbered(id: number, last = `Number${id}`) {
  const company = `Banden ${id} BV`;
  const numbers = { phone: `030 721 ${digitsOf(id)}`, mobile: `06 1234${digitsOf(id)}` };
  return { id, first: 'Person', infix: 'de', last, company, ...numbers };
}

function companyNumbered(id: number, name: string) {
  return { id, first: '', last: '', company: `${name} ${id} BV`, phone: `020 765 ${id}` };
}

/** Four of them, for 999 too. */
function digitsOf(id: number): string {
  return String(id).padStart(4, '0');
}

/** Name, company and numbers of a person as a list has them. */
function expectedOf({ id, last, company }: ReturnType<typeof personNumbered>, expected: ConnectorExpectation) {
  const all = [`+3130721${digitsOf(id)}`, `+3161234${digitsOf(id)}`];
  const numbers = expected.numbers === 'one' ? all.slice(0, 1) : all;
  return { person: `Person de ${last}`, company: expected.company === undefined ? company : null, numbers };
}

/** What the contacts are, by name. */
function brought(contacts: ReadonlyMap<string, Contact>) {
  return byName([...contacts.values()].map(({ person, company, numbers }) => ({ person, company, numbers })));
}

function byName<T extends { readonly person: string | null }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => ((a.person ?? '') < (b.person ?? '') ? -1 : 1));
}

function namesOf(contacts: ReadonlyMap<string, Contact>): string[] {
  return [...contacts.values()].map(({ person, company }) => person ?? company ?? '').toSorted();
}
