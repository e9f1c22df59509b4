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
    const brought = [...contacts.values()].map(({ person, company, numbers }) => [person, company, numbers]);
    expect(brought.toSorted(byFirst)).toEqual(everybody.map((id) => expectedOf(id, expected)));
    const opened = [...contacts.values()].find(({ person }) => person === `Person Number${FIRST}`);
    expect(opened?.contactUrl).toBe(expected.contactUrl?.(url) ?? null);
  });

  test('the next one brings what changed, and nothing else', async () => {
    const { records } = running().server;
    for (const id of changed) records.save({ ...personNumbered(id), last: `Changed${id}`, changedAt: Date.now() });
    records.save({ ...personNumbered(999), changedAt: Date.now() });
    for (const id of removed) records.remove(id);
    const { mode, contacts, deletes } = await run();
    expect(mode).toBe('delta');
    const names = ['Person Number999', ...changed.map((id) => `Person Changed${id}`)];
    expect(namesOf(contacts)).toEqual(names.toSorted());
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
    const names = [...running().server.records.people.values()].map(({ first, last }) => `${first} ${last}`);
    expect(namesOf(contacts)).toEqual(names.toSorted());
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

function personNumbered(id: number) {
  const digits = String(id).padStart(4, '0');
  const numbers = { phone: `030 721 ${digits}`, mobile: `06 1234${digits}` };
  return { id, first: 'Person', last: `Number${id}`, company: `Banden ${id} BV`, ...numbers };
}

function companyNumbered(id: number, name: string) {
  return { id, first: '', last: '', company: `${name} ${id} BV`, phone: `020 765 ${id}` };
}

/** Name, company and numbers of a person as a list has them. */
function expectedOf(id: number, { company, numbers }: ConnectorExpectation): unknown[] {
  const all = [`+3130721${id}`, `+3161234${id}`];
  return [
    `Person Number${id}`,
    company === undefined ? `Banden ${id} BV` : null,
    numbers === 'one' ? all.slice(0, 1) : all,
  ];
}

function byFirst([one]: readonly unknown[], [other]: readonly unknown[]): number {
  return String(one) < String(other) ? -1 : 1;
}

function namesOf(contacts: ReadonlyMap<string, Contact>): string[] {
  return [...contacts.values()].map(({ person, company }) => person ?? company ?? '').toSorted();
}
