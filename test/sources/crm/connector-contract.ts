import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Contact } from '../../../src/domain/contact.ts';
import type { TokenStore } from '../../../src/sources/crm/auth/token-store.ts';
import type { CrmSource } from '../../../src/sources/crm/open-crm-source.ts';
import type { SyncState } from '../../../src/sources/crm/sync-state.ts';
import { canonical, openConnector, readAll } from './open-connector.ts';
import type { CrmServer } from './servers/crm-server.ts';

/** What a connector's test says of it; `describeConnector` proves it against the server. */
export interface ConnectorExpectation {
  readonly start: () => Promise<CrmServer>;
  /** Addresses in the connector, each to be replaced by the server's; the rest of the file is tried as it is. */
  readonly addresses: readonly string[];
  /** Values for the connector's `${env:…}`; given the server's address. */
  readonly variables: (url: string) => Readonly<Record<string, string>>;
  /** Which of those are wrong in the test of a wrong secret. */
  readonly wrong: Readonly<Record<string, string>>;
  /** How somebody may have typed 020 123 45 67 into the CRM for a look-up to find it; null: no look-up. */
  readonly finds: readonly string[] | null;
  /** A number that the CRM answers to +31201234567 although it is another; null when it searches exactly. */
  readonly nearMiss: string | null;
  /** Whether a sync of changes hears of deleted records (otherwise the next full one does), or each sync is a full one. */
  readonly delta: 'with deletes' | 'without deletes' | 'none';
  /** How many records the server puts on a page: two pages and a bit are made. */
  readonly pageSize: number;
  /** Where person 1000 can be opened, given the server's address; null: the connector does not know. */
  readonly contactUrl: ((url: string) => string) | null;
  /** Whether the CRM gives sessions or access tokens that it can end before their time. */
  readonly sessions?: boolean;
  /** Whether the tokens of a sync can be too old for the CRM. */
  readonly tokensExpire?: boolean;
  readonly tokens?: () => TokenStore;
  /** Where a person's company is to be had, if not everywhere. */
  readonly company?: 'in look-ups only' | 'nowhere';
  /** Whether the CRM has companies with numbers of their own, and the connector reads them. */
  readonly companies?: boolean;
  /** Whether a look-up has to find a person by the second of two numbers. */
  readonly secondNumber?: boolean;
  /** How the CRM says until when (milliseconds since 1970) it is busy, if not by Retry-After. */
  readonly busyUntil?: (moment: number) => Readonly<Record<string, string>>;
}

const NUMBER = '+31201234567';

/** Tries a connector of `connectors/` against a server: what is found, what is not, sync, limits, and secrets. */
export function describeConnector(name: string, expected: ConnectorExpectation): void {
  describe(`connectors/${name}.yaml`, () => {
    let server: CrmServer;
    let source: CrmSource;
    beforeAll(async () => {
      server = await expected.start();
      source = await open();
    });
    afterAll(async () => {
      source.close();
      await server.close();
    });

    const open = (values: Readonly<Record<string, string>> = {}) =>
      openConnector(name, server.url, { ...expected.variables(server.url), ...values }, expected);

    if (expected.finds !== null) {
      describeLookup(expected, () => ({ server, source }));
    }
    describeSync(expected, () => ({ server, source }));

    if (expected.sessions) {
      test('a session that has ended is begun anew, in look-ups and in the middle of a sync', async () => {
        server.endSessions();
        const { error, candidates } = await source.test(canonical(NUMBER), AbortSignal.timeout(10_000));
        expect({ error, found: candidates.length }).toEqual({ error: null, found: expected.finds === null ? 5 : 0 });
        const run = await source.sync?.(null, { signal: AbortSignal.timeout(60_000) });
        server.endSessions();
        expect(run && (await readAll(run)).contacts.size).toBe(server.records.people.size);
      });
    }

    test('a wrong secret is a failure that says so, and shows no secret', async () => {
      const other = await open(expected.wrong);
      const result = await other.test(canonical(NUMBER), AbortSignal.timeout(10_000));
      other.close();
      expect(result.error).toMatch(/40[0-9]|token|login|authorised/);
      const shown = JSON.stringify(result);
      for (const secret of Object.values(expected.wrong)) expect(shown).not.toContain(secret);
    });

    test('what is shown of a question holds no secret', async () => {
      const result = await source.test(canonical(NUMBER), AbortSignal.timeout(10_000));
      expect(result.error).toBeNull();
      expect(result.exchanges.length).toBeGreaterThan(0);
      const shown = JSON.stringify(result);
      for (const name of Object.keys(expected.wrong)) {
        expect(shown).not.toContain(expected.variables(server.url)[name]);
      }
    });

    test('asked only what the CRM understands', () => {
      expect(server.violations).toEqual([]);
    });
  });
}

interface Running {
  readonly server: CrmServer;
  readonly source: CrmSource;
}

function describeLookup(expected: ConnectorExpectation, running: () => Running): void {
  const find = (number: string) => running().source.find?.(canonical(number), AbortSignal.timeout(10_000));

  test.each(expected.finds ?? [])('a caller typed in as %s is found', async (typed) => {
    const { records } = running().server;
    records.save({ id: 1, first: 'Anna', infix: 'de', last: 'Vries', company: 'Fietsen BV', phone: typed });
    const company = expected.company === 'nowhere' ? null : 'Fietsen BV';
    expect(await find(NUMBER)).toEqual([expect.objectContaining({ numbers: [NUMBER], company })]);
    expect(namesOf((await find(NUMBER)) ?? [])).toEqual(['Anna de Vries']);
    records.remove(1);
  });

  test('a caller without a company is found', async () => {
    const { records } = running().server;
    records.save({ id: 6, first: 'Anna', last: 'Smit', phone: expected.finds?.[0] ?? NUMBER });
    const found = await find(NUMBER);
    records.remove(6);
    expect(found).toEqual([expect.objectContaining({ person: 'Anna Smit', company: null })]);
  });

  test('nobody has an unknown number', async () => {
    expect(await find('+31209999999')).toEqual([]);
  });

  if (expected.secondNumber) {
    test('a caller is found by the second of two numbers', async () => {
      const { records } = running().server;
      records.save({
        id: 5,
        first: 'Anna',
        last: 'Visser',
        phone: '030 765 4321',
        mobile: expected.finds?.[0] ?? NUMBER,
      });
      expect(await find(NUMBER)).toEqual([expect.objectContaining({ person: 'Anna Visser' })]);
      records.remove(5);
    });
  }

  if (expected.companies) {
    test('a company is found by its own number', async () => {
      const { records } = running().server;
      records.save({ id: 4, first: '', last: '', company: 'Fietsen BV', phone: expected.finds?.[0] ?? NUMBER });
      const found = await find(NUMBER);
      expect(found).toEqual([expect.objectContaining({ person: null, company: 'Fietsen BV', numbers: [NUMBER] })]);
      records.remove(4);
    });
  }

  if (expected.nearMiss !== null) {
    const typed = expected.nearMiss;
    test(`${typed}, which the CRM takes for ${NUMBER}, is not accepted`, async () => {
      const { server, source } = running();
      server.records.save({ id: 2, first: 'Near', last: 'Miss', phone: typed });
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
}

function describeSync(expected: ConnectorExpectation, running: () => Running): void {
  const total = expected.pageSize * 2 + 3;
  let state: SyncState | null = null;
  const run = async () => {
    const started = await running().source.sync?.(state, { signal: AbortSignal.timeout(60_000) });
    if (started === undefined) throw new Error('the connector has no sync');
    const read = await readAll(started);
    state = started.state();
    return { mode: started.mode, ...read };
  };

  test(`a first sync brings all, over ${Math.ceil(total / expected.pageSize)} pages`, async () => {
    const { records } = running().server;
    for (let id = 1000; id < 1000 + total; id++) records.save(personNumbered(id));
    const { mode, contacts } = await run();
    expect(mode).toBe('full');
    expect(new Set(namesOf([...contacts.values()]))).toEqual(
      new Set(Array.from({ length: total }, (_, index) => `Person Number${1000 + index}`)),
    );
    expect(new Set([...contacts.values()].map(({ company }) => company))).toEqual(
      new Set([expected.company === undefined ? 'Banden BV' : null]),
    );
    const opened = [...contacts.values()].find(({ person }) => person === 'Person Number1000');
    expect(opened?.contactUrl).toBe(expected.contactUrl?.(running().server.url) ?? null);
  });

  test('the next one brings what changed, and nothing else', async () => {
    const { records } = running().server;
    records.save({ ...personNumbered(1001), last: 'Changed', changedAt: Date.now() });
    records.save({ ...personNumbered(999), changedAt: Date.now() });
    records.remove(1002);
    const { mode, contacts, deletes } = await run();
    const everybody = [...records.people.values()].map(({ first, last }) => `${first} ${last}`);
    const changed = ['Person Changed', 'Person Number999'];
    expect(mode).toBe(expected.delta === 'none' ? 'full' : 'delta');
    expect(new Set(namesOf([...contacts.values()]))).toEqual(new Set(expected.delta === 'none' ? everybody : changed));
    expect(deletes.some((id) => id.endsWith('/1002'))).toBe(expected.delta === 'with deletes');
  });

  if (expected.tokensExpire) {
    test('when the CRM no longer knows the last sync, everything is fetched', async () => {
      running().server.expireTokens();
      const { mode, contacts } = await run();
      expect({ mode, size: contacts.size }).toEqual({ mode: 'full', size: total });
      expect((await run()).mode).toBe('delta');
    });
  }

  test('a full sync no longer has what was deleted', async () => {
    state = null;
    const { contacts } = await run();
    expect(contacts.size).toBe(total);
    expect(namesOf([...contacts.values()])).not.toContain('Person Number1002');
  });

  if (expected.companies) {
    test('companies come with a full sync and with one of changes', async () => {
      const { records } = running().server;
      state = null;
      records.save({ id: 997, first: '', last: '', company: 'Fietsen BV', phone: '020 123 4567' });
      expect(namesOf([...(await run()).contacts.values()])).toContain('Fietsen BV');
      const company = { first: '', last: '', phone: '020 123 4568', changedAt: Date.now() };
      records.save({ ...company, id: 998, company: 'Wielen BV' });
      expect(namesOf([...(await run()).contacts.values()])).toContain('Wielen BV');
      records.remove(997);
      records.remove(998);
    });
  }

  test('a CRM that is busy is asked again after the time it wants, and the sync is whole', async () => {
    state = null;
    running().server.refuse(2, busyFor(2, expected));
    expect((await run()).contacts.size).toBe(total);
  });
}

/** That the CRM is busy for so many seconds, in its own words. */
function busyFor(seconds: number, { busyUntil }: ConnectorExpectation) {
  if (busyUntil === undefined) return { status: 429, headers: { 'Retry-After': String(seconds) } };
  // Moments are compared with the header Date, which knows whole seconds only.
  const moment = (Math.floor(Date.now() / 1000) + seconds) * 1000;
  return { status: 429, headers: busyUntil(moment), busyUntil: moment };
}

function personNumbered(id: number) {
  return {
    id,
    first: 'Person',
    last: `Number${id}`,
    company: 'Banden BV',
    mobile: `06 1234${String(id).padStart(4, '0')}`,
  };
}

function namesOf(contacts: readonly Contact[]): (string | null)[] {
  return contacts.map(({ person, company }) => person ?? company);
}
