import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parsePhoneNumber } from '../../../src/domain/phone-number.ts';
import { startJsonServer, type JsonServer } from './servers/json-server.ts';
import { FIELDS, openConnectorOf, phone, SECRET, smallConnector } from './try-connector.ts';

const NUMBER = phone('+31201234567');

let server: JsonServer;

beforeAll(async () => {
  server = await startJsonServer();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

async function find(collections: Record<string, unknown>, keys: Record<string, unknown> = {}) {
  const source = await openConnectorOf({ ...smallConnector(server.url), collections, ...keys });
  try {
    return await source.find?.(NUMBER, AbortSignal.timeout(5000));
  } finally {
    source.close();
  }
}

const lookup = (request: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  request,
  records: 'body.items',
  ...more,
});

test('a number is asked for in the spellings that are wanted, each once', async () => {
  server.answer = () => ({ body: { items: [] } });
  const spellings = [
    'e164',
    'digits',
    'zeros',
    'national',
    'nationalDigits',
    'international',
    'nsn',
    'dashed',
    'again',
  ];
  const contacts = { fields: FIELDS, lookup: lookup({ path: '/c', query: { q: '{{$spelling}}' } }, { spellings }) };
  const own = { dashed: '$replace($phone.e164, /^\\+31(\\d{2})(\\d{7})$/, "0$1-$2")', again: '$phone.nsn' };
  expect(await find({ contacts }, { spellings: own, rate: { concurrency: 16 } })).toEqual([]);
  expect(new Set(server.received.map(({ query }) => query.get('q')))).toEqual(
    new Set([
      '+31201234567',
      '31201234567',
      '0031201234567',
      '020 123 4567',
      '0201234567',
      '+31 20 123 4567',
      '201234567',
      '020-1234567',
    ]),
  );
  expect(server.received).toHaveLength(8);
});

describe('of what a CRM finds, only a record with the whole number counts', () => {
  test.each([
    ['020-1234567', true],
    ['+31 (0)20 123 45 67', true],
    ['0031201234567', true],
    [['', null, { x: 1 }, ['06-11111111', '020 1234567']], true],
    [201234567, true],
    ['+32 20 123 45 67', false],
    ['+49 201234567', false],
    ['1201234567', false],
    ['0201234568', false],
    ['34567', false],
    ['', false],
    [null, false],
  ])('%j: %s', async (typed, accepted) => {
    server.answer = () => ({ body: { items: [{ id: 1, name: 'Anna', phone: typed }] } });
    const contacts = { fields: FIELDS, lookup: lookup({ path: '/c' }) };
    expect(((await find({ contacts })) ?? []).length === 1).toBe(accepted);
  });
});

describe('a record becomes a contact', () => {
  const names = {
    id: 'id',
    phones: 'phone',
    first: 'first',
    infix: 'infix',
    last: 'last',
    person: 'full',
    company: 'company.name',
  };
  test.each([
    [
      { first: 'Anna', infix: 'de', last: 'Vries' },
      { person: 'Anna de Vries', company: null },
    ],
    [{ last: 'Vries' }, { person: 'Vries', company: null }],
    [
      { first: ' Anna ', infix: null, last: 'Vries\n' },
      { person: 'Anna Vries', company: null },
    ],
    [
      { first: 'Anna', full: 'Mevr. A. de Vries' },
      { person: 'Mevr. A. de Vries', company: null },
    ],
    [{ company: { name: 'Fietsen BV' } }, { person: null, company: 'Fietsen BV' }],
    [
      { last: 'Vries', company: { name: 'Fietsen BV' } },
      { person: 'Vries', company: 'Fietsen BV' },
    ],
    [{ last: { not: 'a text' } }, undefined],
    [{}, undefined],
  ])('%j: %j', async (record, contact) => {
    server.answer = () => ({ body: { items: [{ id: 1, phone: '020-1234567', ...record }] } });
    expect((await find({ contacts: { fields: names, lookup: lookup({ path: '/c' }) } }))?.[0]).toEqual(
      contact && { ...contact, numbers: [NUMBER], ranges: [], contactUrl: null },
    );
  });

  test.each([
    ['https://crm.example/c/{{id}}', 'a/b?c', 'https://crm.example/c/a%2Fb%3Fc'],
    ['https://crm.example/c?id={{id}}', 'a&b', 'https://crm.example/c?id=a%26b'],
    ['https://crm.example/c/{{nothing}}', 'x', null],
    ['{{id}}', 'javascript:alert(1)', null],
    ['{{id}}/x', 'https://other.example', 'https://other.example/x'],
  ])('its card is at %s for the id %s: %s', async (contactUrl, id, url) => {
    server.answer = () => ({ body: { items: [{ id, name: 'Anna', phone: '020-1234567' }] } });
    const found = await find({ contacts: { fields: { ...FIELDS, contactUrl }, lookup: lookup({ path: '/c' }) } });
    expect(found?.[0]?.contactUrl).toBe(url);
  });

  test('one that is deleted is nobody', async () => {
    server.answer = () => ({ body: { items: [{ id: 1, name: 'Anna', phone: '020-1234567', gone: true }] } });
    expect(
      await find({ contacts: { fields: { ...FIELDS, deleted: 'gone' }, lookup: lookup({ path: '/c' }) } }),
    ).toEqual([]);
  });

  test('a number without a country code is of the connector’s country', async () => {
    server.answer = () => ({ body: { items: [{ id: 1, name: 'Anna', phone: '020 7946 0123' }] } });
    const keys = { ...smallConnector(server.url), country: 'GB' };
    const source = await openConnectorOf(keys);
    const number = parsePhoneNumber('+442079460123', 'NL', 'pbx') ?? NUMBER;
    expect(await source.find?.(number, AbortSignal.timeout(5000))).toHaveLength(1);
    source.close();
  });
});

describe('several steps', () => {
  const request = (path: string) => ({ path });

  test('a later one uses what an earlier one found, once for each', async () => {
    server.answer = ({ path }) => {
      if (path === '/find') return { body: { ids: [1, 2], company: 9 } };
      if (path === '/company/9') return { body: { name: 'Fietsen BV' } };
      if (path === '/contact/2') return { status: 404, body: {} };
      return { body: { id: path, name: 'Anna', phone: '0201234567' } };
    };
    const steps = [
      { name: 'found', request: { path: '/find' } },
      { name: 'never', when: 'body.other', request: request('/never') },
      { name: 'company', when: 'body.company', request: request('/company/{{$steps.found.body.company}}') },
      { name: 'contacts', each: '$steps.found.body.ids', request: request('/contact/{{$item}}') },
    ];
    const contacts = {
      fields: { ...FIELDS, company: '$steps.company.body.name' },
      lookup: { steps, records: '[$steps.contacts.body]' },
    };
    const found = await find({ contacts }, { errors: [{ status: 404, do: 'empty' }] });
    expect(found).toEqual([expect.objectContaining({ person: 'Anna', company: 'Fietsen BV' })]);
    expect(new Set(server.received.map(({ path }) => path))).toEqual(
      new Set(['/find', '/company/9', '/contact/1', '/contact/2']),
    );
  });

  test('nothing is asked behind an empty answer', async () => {
    server.answer = () => ({ status: 204 });
    const steps = [
      { name: 'found', request: request('/find') },
      { name: 'more', request: request('/more') },
    ];
    expect(await find({ contacts: { fields: FIELDS, lookup: { steps, records: 'body.items' } } })).toEqual([]);
    expect(server.received).toHaveLength(1);
  });

  test('at most ten are followed', async () => {
    server.answer = ({ path }) =>
      path === '/find' ? { body: { ids: Array.from({ length: 50 }, (_, index) => index) } } : { body: { id: path } };
    const steps = [
      { name: 'found', request: request('/find') },
      { name: 'each', each: 'body.ids', request: request('/{{$item}}') },
    ];
    expect(await find({ contacts: { fields: FIELDS, lookup: { steps, records: '$steps.each.body' } } })).toEqual([]);
    expect(server.received).toHaveLength(11);
  });
});

describe('several collections', () => {
  const both = {
    contacts: { fields: FIELDS, lookup: lookup({ path: '/contacts' }) },
    companies: { fields: { id: 'id', company: 'name', phones: 'phone' }, lookup: lookup({ path: '/companies' }) },
  };
  const anna = { id: 1, name: 'Anna', phone: '0201234567' };

  test('are all asked, and told in their order', async () => {
    server.answer = ({ path }) => ({
      body: { items: [path === '/contacts' ? anna : { ...anna, name: 'Fietsen BV' }] },
    });
    expect(await find(both)).toEqual([
      expect.objectContaining({ person: 'Anna' }),
      expect.objectContaining({ company: 'Fietsen BV' }),
    ]);
  });

  test('one that fails is forgiven where another knows the number', async () => {
    server.answer = ({ path }) => (path === '/contacts' ? { body: { items: [anna] } } : { status: 500 });
    expect(await find(both)).toHaveLength(1);
  });

  test('and is not where nobody does: that nobody was found is not known', async () => {
    server.answer = ({ path }) =>
      path === '/contacts' ? { body: { items: [{ ...anna, phone: '0201234568' }] } } : { status: 500 };
    await expect(find(both)).rejects.toThrow(/collections\.companies\.lookup: answered 500/);
  });
});

test('a record that is found by two spellings is one', async () => {
  server.answer = () => ({ body: { items: [{ id: 1, name: 'Anna', phone: '0201234567' }] } });
  const contacts = { fields: FIELDS, lookup: lookup({ path: '/c' }, { spellings: ['e164', 'national'] }) };
  expect(await find({ contacts })).toHaveLength(1);
});

describe('an error that a CRM tells in its own way', () => {
  const contacts = { fields: FIELDS, lookup: lookup({ path: '/c' }) };

  test('in an answer with status 200', async () => {
    server.answer = () => ({ body: { error: { code: 100, message: 'Session expired' } } });
    const errors = [{ when: 'body.error', do: 'fail' }];
    await expect(find({ contacts }, { errors })).rejects.toThrow(/answered 200: .*Session expired/);
  });

  test('the first rule that fits decides', async () => {
    server.answer = () => ({ status: 400, body: { code: 'none' } });
    const errors = [
      { status: 400, when: 'body.code = "none"', do: 'empty' },
      { status: [400, 404], do: 'fail' },
    ];
    expect(await find({ contacts }, { errors })).toEqual([]);
  });

  test('with a header of its own for how long to wait', async () => {
    let times = 0;
    server.answer = () => {
      times += 1;
      return times === 1 ? { status: 403, headers: { 'X-Reset': '0.1' } } : { body: { items: [] } };
    };
    expect(await find({ contacts }, { errors: [{ status: 403, do: 'retry', waitHeader: 'X-Reset' }] })).toEqual([]);
    expect(times).toBe(2);
  });
});

test('what is shown of a question has no secret in it, whatever was made of it', async () => {
  server.answer = () => ({ body: { items: [], echo: `${SECRET} ${encodeURIComponent(SECRET)}` } });
  const request = {
    path: '/{{$secrets.key}}',
    query: { a: '{{$base64encode($secrets.key)}}', b: '{{$uppercase($secrets.key)}}', phone: '{{$phone.e164}}' },
    headers: { 'X-Made': '{{$substring($secrets.key, 0, 6)}}' },
    json: { key: ['{{$secrets.key & "!"}}'] },
  };
  const source = await openConnectorOf({
    ...smallConnector(server.url),
    collections: { contacts: { fields: FIELDS, lookup: lookup(request) } },
  });
  const result = await source.test(NUMBER, AbortSignal.timeout(5000));
  source.close();
  expect(result).toMatchObject({ error: null, asked: 'lookup', exchanges: [{ status: 200, outcome: 'use' }] });
  expect(result.exchanges[0]?.url).toContain('phone=%2B31201234567');
  const shown = JSON.stringify(result);
  const made = [
    SECRET,
    encodeURIComponent(SECRET),
    JSON.stringify(SECRET).slice(1, -1),
    SECRET.toUpperCase(),
    SECRET.slice(0, 6),
    Buffer.from(SECRET).toString('base64'),
  ];
  for (const secret of made) expect(shown).not.toContain(secret);
});
