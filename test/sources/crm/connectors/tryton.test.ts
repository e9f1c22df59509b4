import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrmSource } from '../../../../src/sources/crm/open-crm-source.ts';
import type { SyncState } from '../../../../src/sources/crm/sync-state.ts';
import { describeWithServer } from '../../../support/needs-server.ts';
import { canonical, openConnector, readAll } from '../open-connector.ts';
import { startTryton, TRYTON, type TrytonServer } from '../servers/tryton.ts';

const NUMBER = '+31201234567';
const MANY = 501;
const OVERLAP = 120_000;

describeWithServer('trytond', 'tryton-server tryton-modules-party python3-phonenumbers', (program) => {
  let server: TrytonServer;
  let source: CrmSource;
  let state: SyncState | null = null;

  beforeAll(async () => {
    server = await startTryton(program);
    source = await open();
  }, 120_000);
  afterAll(async () => {
    source.close();
    await server.close();
  });

  const open = (password = TRYTON.password) =>
    openConnector('tryton', server.url, {
      TRYTON_URL: server.url,
      TRYTON_DATABASE: TRYTON.database,
      TRYTON_USER: TRYTON.user,
      TRYTON_PASSWORD: password,
    });

  const create = async (...people: readonly { name: string; phone: string }[]) => {
    const parties = people.map(({ name, phone }) => ({
      name,
      contact_mechanisms: [['create', [{ type: 'phone', value: phone }]]],
    }));
    return (await server.call('model.party.party.create', parties, {})) as number[];
  };

  const sync = async () => {
    const run = await source.sync?.(state, { signal: AbortSignal.timeout(60_000) });
    if (run === undefined) throw new Error('the connector has no sync');
    const { contacts, deletes } = await readAll(run);
    state = run.state();
    return { mode: run.mode, names: [...contacts.values()].map(({ person }) => person), deletes };
  };

  const find = (number: string) => source.find?.(canonical(number), AbortSignal.timeout(10_000));

  test('a caller is found, however the number was typed in', async () => {
    await create({ name: 'Anna de Vries', phone: '+31 (0)20 123 45 67' });
    expect(await find(NUMBER)).toEqual([expect.objectContaining({ person: 'Anna de Vries', numbers: [NUMBER] })]);
  });

  test('nobody has an unknown number', async () => {
    expect(await find('+31209999999')).toEqual([]);
  });

  test('a wrong password is a failure that says so, and is not shown', async () => {
    const other = await open('a-wrong-password');
    const result = await other.test(canonical(NUMBER), AbortSignal.timeout(10_000));
    other.close();
    expect(result.error).toMatch(/login was answered with 401/);
    expect(JSON.stringify(result)).not.toContain('a-wrong-password');
  });

  test('a session that the server ended is begun anew', async () => {
    await server.endSessions();
    expect(await find(NUMBER)).toHaveLength(1);
  });

  test('a first sync brings all, over two pages', async () => {
    const people = Array.from({ length: MANY }, (_, index) => ({
      name: `Person Number${index}`,
      phone: `+3161234${String(index).padStart(4, '0')}`,
    }));
    await create(...people);
    const { mode, names } = await sync();
    expect(mode).toBe('full');
    expect(new Set(names)).toEqual(new Set(['Anna de Vries', ...people.map(({ name }) => name)]));
  }, 60_000);

  test('the next one brings what changed, and nothing else', async () => {
    // By then everything is older than the time by which a sync of changes overlaps the last one.
    await sleep(1100);
    const since = new Date(Date.now() + OVERLAP).toISOString();
    if (state !== null) state = { ...state, collections: { parties: { since } } };
    const idOf = async (name: string) => {
      const [id = 0] = (await server.call(
        'model.party.party.search',
        [['name', '=', name]],
        0,
        1,
        null,
        {},
      )) as number[];
      return id;
    };
    const gone = await idOf('Person Number3');
    await server.call('model.party.party.write', [await idOf('Person Number1')], { name: 'Person Changed' }, {});
    await server.call('model.party.party.write', [gone], { active: false }, {});
    await create({ name: 'Person New', phone: '+31612349999' });
    const owner = ['party.name', '=', 'Person Number2'];
    const numbers = await server.call('model.party.contact_mechanism.search', [owner], 0, 1, null, {});
    await server.call('model.party.contact_mechanism.write', numbers, { value: '+31612348888' }, {});
    const { mode, names, deletes } = await sync();
    expect(mode).toBe('delta');
    expect(new Set(names)).toEqual(new Set(['Person Changed', 'Person New', 'Person Number2']));
    expect(deletes).toEqual([`parties/${gone}`]);
  });
});
