import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CrmSourceOptions } from '../../../src/sources/crm/open-crm-source.ts';
import type { SyncState } from '../../../src/sources/crm/sync-state.ts';
import { readAll } from './open-connector.ts';
import { startJsonServer, type JsonServer, type Received, type Reply } from './servers/json-server.ts';
import { FIELDS, openConnectorOf, phone, smallConnector } from './try-connector.ts';

let server: JsonServer;

beforeAll(async () => {
  server = await startJsonServer();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

interface Trial {
  readonly state?: SyncState | null;
  readonly keys?: Record<string, unknown>;
  readonly options?: Partial<CrmSourceOptions>;
}

/** Runs a whole sync of a connector with these collections. */
async function sync(collections: Record<string, unknown>, { state = null, keys = {}, options = {} }: Trial = {}) {
  const source = await openConnectorOf({ ...smallConnector(server.url), collections, ...keys }, options);
  try {
    const run = await source.sync?.(state, { signal: AbortSignal.timeout(20_000) });
    if (run === undefined) throw new Error('no sync');
    const { contacts, deletes } = await readAll(run);
    return { mode: run.mode, ids: [...contacts.keys()], contacts, deletes, state: run.state(), counts: run.counts };
  } finally {
    source.close();
  }
}

const record = (id: number) => ({ id, name: `Person ${id}`, phone: `06 1234 ${1000 + id}` });
const records = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => record(from + index));
const ids = (from: number, to: number) => records(from, to).map(({ id }) => `contacts/${id}`);
const contacts = (sync: Record<string, unknown>) => ({
  contacts: { fields: FIELDS, sync: { records: 'body.items', ...sync } },
});

describe('pages', () => {
  const TOTAL = 7;
  const pageFrom = (start: number, size: number) => records(start, Math.min(start + size, TOTAL));
  const kinds: [string, Record<string, unknown>, (request: Received) => Reply, number][] = [
    [
      'by cursor',
      { request: { path: '/c', query: { after: '{{$cursor}}' } }, paginate: { by: 'cursor', next: 'body.next' } },
      ({ query }) => {
        const start = Number(query.get('after') ?? 0);
        return { body: { items: pageFrom(start, 3), next: start + 3 < TOTAL ? start + 3 : null } };
      },
      3,
    ],
    [
      'by the next page’s URL, whole or not',
      { request: { path: '/c?size=3' }, paginate: { by: 'nextUrl', next: 'body.next' } },
      ({ query }) => {
        const start = Number(query.get('start') ?? 0);
        const next = start === 0 ? '/c?start=3' : `${server.url}/c?start=6`;
        return { body: { items: pageFrom(start, 3), ...(start < 6 && { next }) } };
      },
      3,
    ],
    [
      'by the header Link',
      { request: { path: '/c' }, paginate: { by: 'linkHeader' } },
      ({ query }) => {
        const start = Number(query.get('start') ?? 0);
        const links = `<${server.url}/c?start=0>; rel="first", <${server.url}/c?start=${start + 3}>; rel="next"`;
        return { body: { items: pageFrom(start, 3) }, headers: start + 3 < TOTAL ? { Link: links } : {} };
      },
      3,
    ],
    [
      'by number, until one is short',
      { request: { path: '/c', query: { page: '{{$page}}' } }, paginate: { by: 'page', size: 3 } },
      ({ query }) => ({ body: { items: pageFrom((Number(query.get('page')) - 1) * 3, 3) } }),
      3,
    ],
    [
      'by number, from 0 on, until one is empty',
      { request: { path: '/c', query: { page: '{{$page}}' } }, paginate: { by: 'page', first: 0 } },
      ({ query }) => ({ body: { items: pageFrom(Number(query.get('page')) * 3, 3) } }),
      4,
    ],
    [
      'by number, as long as there are more',
      { request: { path: '/c', json: { page: { number: '{{$page}}' } } }, paginate: { by: 'page', more: 'body.more' } },
      ({ body }) => {
        const { page } = JSON.parse(body) as { page: { number: number } };
        return { body: { items: pageFrom((page.number - 1) * 3, 3), more: page.number < 3 } };
      },
      3,
    ],
    [
      'by offset',
      { request: { path: '/c', query: { skip: '{{$offset}}' } }, paginate: { by: 'offset', size: 3 } },
      ({ query }) => ({ body: { items: pageFrom(Number(query.get('skip')), 3) } }),
      3,
    ],
    [
      'by the last record’s key',
      { request: { path: '/c', query: { above: '{{$cursor}}' } }, paginate: { by: 'keyset', next: 'id' } },
      ({ query }) => ({ body: { items: pageFrom(Number(query.get('above') ?? -1) + 1, 3) } }),
      4,
    ],
    [
      'by the last record’s key, where the CRM gives that record once more',
      { request: { path: '/c', query: { from: '{{$cursor}}' } }, paginate: { by: 'keyset', next: 'id' } },
      ({ query }) => ({ body: { items: pageFrom(Number(query.get('from') ?? 0), 3) } }),
      4,
    ],
    ['all at once', { request: { path: '/c' } }, () => ({ body: { items: pageFrom(0, 99) } }), 1],
  ];

  test.each(kinds)('%s', async (_, definition, answer, requests) => {
    server.answer = answer;
    expect(new Set((await sync(contacts(definition))).ids)).toEqual(new Set(ids(0, TOTAL)));
    expect(server.received).toHaveLength(requests);
  });

  test.each([
    ['the same cursor for ever', { by: 'cursor', next: '"again"' }, /same next page twice/],
    ['cursors that take turns', { by: 'cursor', next: 'body.turn' }, /same next page twice/],
    ['its own URL', { by: 'nextUrl', next: '"/c"' }, /same next page twice/],
    [
      'a URL of another host',
      { by: 'nextUrl', next: '"https://evil.example/c"' },
      /evil\.example is none of the connector's hosts/,
    ],
    ['a URL that is none', { by: 'nextUrl', next: '"http://"' }, /no valid URL/],
  ])('a CRM that gives %s is a failure', async (_, paginate, reason) => {
    let turn = 0;
    server.answer = () => ({ body: { items: records(0, 2), turn: `t${(turn += 1) % 2}` } });
    await expect(sync(contacts({ request: { path: '/c' }, paginate }))).rejects.toThrow(reason);
  });

  test('a page of a kind that has no records is a failure, not an empty CRM', async () => {
    server.answer = () => ({ body: { error: 'please log in' } });
    await expect(sync(contacts({ request: { path: '/c' } }))).rejects.toThrow(/holds no body\.items/);
  });

  test('a failure in the middle ends the sync, and there is no state to go on from', async () => {
    server.answer = ({ query }) =>
      query.get('after') === null ? { body: { items: records(0, 3), next: 'x' } } : { status: 400 };
    const source = await openConnectorOf({
      ...smallConnector(server.url),
      collections: contacts({
        request: { path: '/c', query: { after: '{{$cursor}}' } },
        paginate: { by: 'cursor', next: 'body.next' },
      }),
    });
    const run = await source.sync?.(null, { signal: AbortSignal.timeout(5000) });
    await expect(run && readAll(run)).rejects.toThrow(/answered 400/);
    expect(() => run?.state()).toThrow(/no state before its last batch/);
    source.close();
  });

  test('a short fault is waited out', async () => {
    let times = 0;
    server.answer = () => {
      times += 1;
      return times < 3 ? { status: 503 } : { body: { items: records(0, 3) } };
    };
    expect((await sync(contacts({ request: { path: '/c' } }))).ids).toEqual(ids(0, 3));
  });
});

describe('changes since', () => {
  const definition = contacts({
    request: { path: '/c', query: { since: '{{$since}}' } },
    delta: { by: 'since', overlap: '2m' },
    deletes: { request: { path: '/deleted', query: { since: '{{$since}}' } }, records: 'body', id: 'key' },
  });
  const asked = () => server.received.map(({ path, query }) => `${path} ${query.get('since') ?? ''}`.trim());

  test('go on from when the last sync began, by the CRM’s clock, less the overlap', async () => {
    const time = 'Sun, 01 Mar 2026 12:00:00 GMT';
    server.answer = ({ path }) =>
      path === '/deleted' ? { body: [{ key: 5 }] } : { headers: { Date: time }, body: { items: records(0, 2) } };
    const first = await sync(definition);
    expect(first).toMatchObject({
      mode: 'full',
      deletes: [],
      state: { collections: { contacts: { since: '2026-03-01T12:00:00Z' } } },
    });
    const second = await sync(definition, { state: first.state });
    expect(second).toMatchObject({ mode: 'delta', ids: ids(0, 2), deletes: ['contacts/5'] });
    expect(asked()).toEqual(['/c', '/c 2026-03-01T11:58:00Z', '/deleted 2026-03-01T11:58:00Z']);
  });

  test('a record that is no contact any more is deleted', async () => {
    server.answer = ({ path }) =>
      path === '/deleted'
        ? { body: [] }
        : { body: { items: [record(1), { id: 2, name: 'No number' }, { id: 3, phone: '0612341003' }] } };
    const { state, counts } = await sync(definition);
    expect(counts).toEqual({
      records: 3,
      contacts: 1,
      deletes: 0,
      withoutNumber: 1,
      withoutName: 1,
      failed: 0,
      notes: [],
    });
    expect(await sync(definition, { state })).toMatchObject({ ids: ids(1, 2), deletes: ['contacts/2', 'contacts/3'] });
  });
});

describe('a sync is a full one', () => {
  const definition = contacts({ request: { path: '/c', query: { since: '{{$since}}' } }, delta: { by: 'since' } });
  const HOUR = 3_600_000;
  let time = Date.now();
  const options = { now: () => time };

  beforeEach(() => {
    server.answer = () => ({ body: { items: records(0, 1) } });
  });

  test('again after `schedule.full`, and not before', async () => {
    const { state } = await sync(definition, { options });
    time += 23 * HOUR;
    const later = await sync(definition, { state, options });
    expect(later.mode).toBe('delta');
    time += HOUR;
    expect((await sync(definition, { state: later.state, options })).mode).toBe('full');
  });

  test('after a change of the connector', async () => {
    const { state } = await sync(definition);
    expect((await sync(definition, { state, keys: { country: 'BE' } })).mode).toBe('full');
  });

  test('when our clock was set back', async () => {
    const { state } = await sync(definition, { options });
    time -= HOUR;
    expect((await sync(definition, { state, options })).mode).toBe('full');
  });

  test('when one of several collections knows no changes', async () => {
    const both = {
      ...definition,
      companies: { fields: FIELDS, sync: { request: { path: '/d' }, records: 'body.items' } },
    };
    const { state } = await sync(both);
    const second = await sync(both, { state });
    expect(second).toMatchObject({ mode: 'full', ids: ['contacts/0', 'companies/0'] });
  });
});

describe('changes by token', () => {
  const definition = (delta: Record<string, unknown> = {}) => ({
    contacts: {
      fields: { ...FIELDS, deleted: 'removed' },
      sync: {
        request: { path: '/c', query: { cursor: '{{$cursor}}' } },
        records: '[body.items]',
        paginate: { by: 'cursor', next: 'body.next' },
        delta: {
          by: 'token',
          token: 'body.token',
          request: { url: `${server.url}/changes?token={{$token}}` },
          ...delta,
        },
      },
    },
  });

  test('go on from the last token that any page gave; what is removed is deleted', async () => {
    server.answer = ({ path, query }) => {
      if (path === '/c')
        return {
          body:
            query.get('cursor') === 'p2'
              ? { items: records(1, 2), token: 't1/&' }
              : { items: records(0, 1), next: 'p2' },
        };
      return query.get('token') === 't1/&'
        ? { body: { items: [{ id: 0, removed: true }, record(7)], token: 't2' } }
        : { body: {} };
    };
    const first = await sync(definition());
    expect(first).toMatchObject({ mode: 'full', ids: ids(0, 2) });
    const second = await sync(definition(), { state: first.state });
    expect(second).toMatchObject({ mode: 'delta', ids: ids(7, 8), deletes: ['contacts/0'] });
    const third = await sync(definition(), { state: second.state });
    expect(third).toMatchObject({ mode: 'delta', ids: [], state: { collections: { contacts: { token: 't2' } } } });
  });

  test.each([
    ['410', {}, { status: 410, body: { error: 'gone' } }],
    [
      'what the connector says',
      { expired: 'body.error = "EXPIRED_SYNC_TOKEN"' },
      { status: 400, body: { error: 'EXPIRED_SYNC_TOKEN' } },
    ],
  ])('everything is fetched when the CRM answers %s to the token', async (_, delta, expired) => {
    server.answer = ({ path }) => (path === '/c' ? { body: { items: records(0, 2), token: 't1' } } : expired);
    const { state } = await sync(definition(delta));
    expect(await sync(definition(delta), { state })).toMatchObject({
      mode: 'full',
      ids: ids(0, 2),
      counts: { records: 2, contacts: 2 },
    });
  });
});

test('a full sync by token that gives no token says so, and everything is read again', async () => {
  server.answer = () => ({ body: { items: records(0, 2), tokn: 't1' } });
  const byToken = contacts({ request: { path: '/c' }, delta: { by: 'token', token: 'body.token' } });
  const first = await sync(byToken);
  expect(first.counts.notes).toEqual([
    'collections.contacts.sync.delta.token: no answer held body.token, so every sync reads everything: ' +
      'is that where the token is?',
  ]);
  expect(await sync(byToken, { state: first.state })).toMatchObject({ mode: 'full' });
});

describe('changes by versions', () => {
  const definition = contacts({
    request: { path: '/get', json: { ids: '{{$ids}}' } },
    records: 'body',
    delta: { by: 'versions', request: { path: '/list' }, records: 'body', id: 'id', version: 'v', batch: 2 },
  });
  let versions: Record<string, number>;
  beforeEach(() => {
    versions = { 1: 1, 2: 1, 3: 1 };
    server.answer = ({ path, body }) => {
      if (path === '/list') return { body: Object.entries(versions).map(([id, v]) => ({ id: Number(id), v })) };
      const { ids } = JSON.parse(body) as { ids: number[] };
      return { body: ids.map((id) => record(id)) };
    };
  });

  test('fetch what is new or changed, in batches, and delete what is no longer listed', async () => {
    const first = await sync(definition);
    expect(first).toMatchObject({ mode: 'full', ids: ids(1, 4) });
    expect(server.received.map(({ body }) => body)).toEqual(['', '{"ids":[1,2]}', '{"ids":[3]}']);
    versions = { 2: 2, 3: 1, 4: 1 };
    server.received.length = 0;
    const second = await sync(definition, { state: first.state });
    expect(second).toMatchObject({ mode: 'delta', ids: ['contacts/2', 'contacts/4'], deletes: ['contacts/1'] });
    expect(server.received.map(({ body }) => body)).toEqual(['', '{"ids":[2,4]}']);
    expect(await sync(definition, { state: second.state })).toMatchObject({ mode: 'delta', ids: [], deletes: [] });
  });

  test('the state is JSON, and ids may be any texts', async () => {
    server.answer = ({ path, body }) =>
      path === '/list'
        ? {
            body: [
              { id: 'constructor', v: 1 },
              { id: '__proto__', v: 1 },
            ],
          }
        : {
            body: (JSON.parse(body) as { ids: string[] }).ids.map((id) => ({ id, name: 'Anna', phone: '0612341001' })),
          };
    const first = await sync(definition);
    expect(first.ids).toEqual(['contacts/constructor', 'contacts/__proto__']);
    const state = JSON.parse(JSON.stringify(first.state)) as SyncState;
    expect(await sync(definition, { state })).toMatchObject({ mode: 'delta', ids: [], deletes: [] });
  });
});

test('a value is looked up in a table that was read before', async () => {
  const tables = {
    companies: {
      request: { path: '/companies', query: { page: '{{$page}}' } },
      records: 'body',
      paginate: { by: 'page', size: 1 },
      key: 'id',
      value: 'name',
    },
  };
  server.answer = ({ path, query }) => {
    if (path === '/companies') return { body: query.get('page') === '1' ? [{ id: 9, name: 'Fietsen BV' }] : [] };
    return {
      body: {
        items: [
          { ...record(1), company_id: 9 },
          { ...record(2), company_id: 10 },
        ],
      },
    };
  };
  const fields = { ...FIELDS, company: '$lookup($tables.companies, $string(company_id))' };
  const { contacts } = await sync(
    { contacts: { fields, sync: { request: { path: '/c' }, records: 'body.items' } } },
    { keys: { tables } },
  );
  expect([...contacts.values()].map(({ company }) => company)).toEqual(['Fietsen BV', null]);
});

describe('records over which the connector fails', () => {
  const fields = { ...FIELDS, person: '$uppercase(name)' };
  const definition = { contacts: { fields, sync: { request: { path: '/c' }, records: 'body.items' } } };

  test('are counted and left out', async () => {
    server.answer = () => ({
      body: { items: [record(1), { ...record(2), name: { odd: true } }, { ...record(3), id: null }] },
    });
    expect(await sync(definition)).toMatchObject({
      ids: ['contacts/1'],
      counts: {
        records: 3,
        contacts: 1,
        failed: 2,
        notes: [expect.stringMatching(/^collections\.contacts\.fields: the expression \$uppercase\(name\) failed/)],
      },
    });
  });

  test('and records of which none is of use are told of', async () => {
    server.answer = () => ({ body: { items: records(0, 3) } });
    const noteOf = async (fields: Record<string, unknown>) =>
      (await sync({ contacts: { ...definition.contacts, fields: { ...FIELDS, ...fields } } })).counts.notes;
    expect(await noteOf({})).toEqual([]);
    expect(await noteOf({ phones: 'tel' })).toEqual(['none of 3 records has a number: is phones under fields right?']);
    expect(await noteOf({ person: 'nme' })).toEqual([
      'none of 3 records has a name: are person, first, last under fields right?',
    ]);
  });

  test('are a failure when they are all there is', async () => {
    server.answer = () => ({ body: { items: [{ ...record(2), name: { odd: true } }] } });
    await expect(sync(definition)).rejects.toThrow(
      /collections\.contacts\.fields: the expression \$uppercase\(name\) failed/,
    );
  });
});

test.each([
  ['records', { records: '$number(body.items)' }],
  ['paginate.next', { paginate: { by: 'cursor', next: '$number(body.items)' } }],
  ['delta.token', { delta: { by: 'token', token: '$number(body.items)' } }],
])('an expression under %s that fails is a failure of the source, not of the program', async (_, keys) => {
  server.answer = () => ({ body: { items: records(0, 2) } });
  await expect(sync(contacts({ request: { path: '/c' }, ...keys }))).rejects.toMatchObject({
    name: 'ExpressionError',
    retryable: false,
    message: expect.stringMatching(/^the expression \$number\(body\.items\) failed/) as unknown,
  });
});

test('progress is told after every page', async () => {
  server.answer = ({ query }) => ({
    body: { items: records(Number(query.get('skip')), Math.min(Number(query.get('skip')) + 2, 5)) },
  });
  const source = await openConnectorOf({
    ...smallConnector(server.url),
    collections: contacts({
      request: { path: '/c', query: { skip: '{{$offset}}' } },
      paginate: { by: 'offset', size: 2 },
    }),
  });
  const told: number[] = [];
  const run = await source.sync?.(null, {
    signal: AbortSignal.timeout(5000),
    onProgress: ({ contacts }) => told.push(contacts),
  });
  if (run !== undefined) await readAll(run);
  expect(told).toEqual([2, 4, 5]);
  source.close();
});

test('a connector offers what it can, and what `use` leaves of it', async () => {
  const lookupOnly = await openConnectorOf(smallConnector(server.url));
  const both = {
    ...contacts({ request: { path: '/c' } }),
    people: { fields: FIELDS, lookup: { request: { path: '/p' }, records: 'body' } },
  };
  const syncOnly = await openConnectorOf({ ...smallConnector(server.url), collections: both, use: ['sync'] });
  expect([lookupOnly.find === null, lookupOnly.sync === null]).toEqual([false, true]);
  expect([syncOnly.find === null, syncOnly.sync === null]).toEqual([true, false]);
  lookupOnly.close();
  syncOnly.close();
});

test('a connector that cannot be asked by number is tried by its first page', async () => {
  server.answer = () => ({ body: { items: records(0, 9) } });
  const source = await openConnectorOf({
    ...smallConnector(server.url),
    collections: contacts({ request: { path: '/c' } }),
  });
  const result = await source.test(phone('0612341001'), AbortSignal.timeout(5000));
  source.close();
  expect(result).toMatchObject({ asked: 'sync', error: null, exchanges: [{ status: 200 }] });
  expect(result.candidates.map(({ verified }) => verified)).toEqual([false, true, false, false, false]);
});

test('variables that are not set are named, all at once', async () => {
  const keys = {
    secrets: { key: '${env:KEY}', other: '${env:OTHER}' },
    settings: { url: '${env:URL}', region: '${env:REGION:-eu}' },
  };
  await expect(
    openConnectorOf({ ...smallConnector(server.url), ...keys }, { variables: { KEY: 'x' } }),
  ).rejects.toMatchObject({
    code: 'invalid',
    message: 'Test CRM needs URL, OTHER: set them first',
  });
});
