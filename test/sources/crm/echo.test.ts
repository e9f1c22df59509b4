import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startJsonServer, type JsonServer, type Received, type Reply } from './servers/json-server.ts';
import { FIELDS, openConnectorOf, phone, SECRET, smallConnector } from './try-connector.ts';

/** Everything a CRM may know of us, each a part of a secret or made of one. */
const SECRETS = [SECRET, encodeURIComponent(SECRET), 's3cr', 'acc3ss', 'r3fresh', 's3ssion', 'key:1234567'];

let server: JsonServer;

beforeAll(async () => {
  server = await startJsonServer();
});
afterAll(() => server.close());

/** All that was sent, as a CRM that means well shows it to whoever looks for a mistake. */
function echoOf({ method, path, query, headers, body }: Received) {
  const bare = String(headers.authorization).replace(/^\w+ /, '');
  const session = Buffer.from(String(headers['x-session']), 'base64').toString();
  return { bare, session, body, method, path, query: query.toString(), parameters: [...query], headers };
}

const kinds: [string, Record<string, unknown>][] = [
  ['bearer', { type: 'bearer', token: '{{$secrets.key}}' }],
  ['basic', { type: 'basic', username: 'anna', password: '{{$secrets.key}}' }],
  ['keys', { type: 'apiKey', headers: { 'X-Key': '{{$secrets.key}}' }, query: { key: '{{$secrets.key}}' } }],
  [
    'a session',
    {
      type: 'session',
      login: [{ request: { path: '/login', json: { password: '{{$secrets.key}}' } }, capture: { id: 'body.id' } }],
      headers: { 'X-Session': '{{$base64encode($captured.id)}}' },
    },
  ],
  ...['body', 'basic'].map((clientAuth): [string, Record<string, unknown>] => [
    `OAuth2, the client’s secret in the ${clientAuth}`,
    {
      type: 'oauth2',
      grant: 'refresh_token',
      tokenUrl: '/token',
      clientId: 'we',
      clientSecret: '{{$secrets.key}}',
      clientAuth,
      refreshToken: '{{$secrets.key}}',
    },
  ]),
];

function authorise({ path }: Received): Reply | undefined {
  if (path === '/login') return { body: { id: 'key:1234567-s3ssion' } };
  if (path === '/token') return { body: { access_token: 'acc3ss-t0ken', refresh_token: 'r3fresh-t0ken' } };
  return undefined;
}

/** What is to be seen of a question, and of its failure. */
async function ask(auth: Record<string, unknown>): Promise<string> {
  const tokenUrl = 'tokenUrl' in auth ? { tokenUrl: `${server.url}/token` } : {};
  const fields = { ...FIELDS, person: 'name', contactUrl: 'https://crm.example/{{name}}' };
  const request = { path: '/contacts', query: { phone: '{{$phone.e164}}' } };
  const source = await openConnectorOf({
    ...smallConnector(server.url),
    auth: { ...auth, ...tokenUrl },
    collections: { contacts: { fields, lookup: { request, records: 'body.items' } } },
  });
  const test = await source.test(phone('+31201234567'), AbortSignal.timeout(5000));
  const failure: unknown = await source
    .find?.(phone('+31201234567'), AbortSignal.timeout(5000))
    .catch((error: unknown) => error);
  source.close();
  return JSON.stringify(test) + (failure instanceof Error ? `${failure.message} ${String(failure.cause)}` : '');
}

describe.each(kinds)('a CRM that shows all it was sent: %s', (_, auth) => {
  test.each<[string, (request: Received) => Reply]>([
    ['in an error', (request) => ({ status: 422, body: echoOf(request) })],
    ['in an error that is text', (request) => ({ status: 500, headers: TEXT, body: echoOf(request) })],
    [
      'in an answer’s headers',
      () => ({ status: 403, headers: { 'WWW-Authenticate': `${SECRET.slice(0, 9)} acc3ss` } }),
    ],
    ['in an answer of another shape', (request) => ({ body: { echo: echoOf(request) } })],
    ['in the next page', (request) => ({ body: { items: [], next: `/x?${request.query.toString()}` } })],
    [
      'in its records',
      ({ headers, query }) => {
        const names = [...Object.values(headers), ...query.values()];
        return { body: { items: names.map((name, id) => ({ id, name, phone: '020-1234567' })) } };
      },
    ],
  ])('%s', async (_where, answer) => {
    server.answer = (request) => authorise(request) ?? answer(request);
    const shown = await ask(auth);
    expect(shown).toContain('contacts');
    expect(SECRETS.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(shown).not.toContain(Buffer.from(`anna:${SECRET}`).toString('base64'));
    expect(shown).not.toContain(Buffer.from(`we:${encodeURIComponent(SECRET)}`).toString('base64'));
  });
});

test.each(kinds.filter(([, { type }]) => type === 'oauth2'))('a token endpoint does so: %s', async (_, auth) => {
  server.answer = (request) => ({ status: 400, body: echoOf(request) });
  const shown = await ask(auth);
  expect(shown).toContain('no longer authorised');
  expect(SECRETS.filter((secret) => shown.includes(secret))).toEqual([]);
  expect(shown).not.toContain(
    Buffer.from(`we:${encodeURIComponent(SECRET)}`)
      .toString('base64')
      .slice(0, 20),
  );
});

const TEXT = { 'Content-Type': 'text/plain' };

test.each([
  ['an answer without a token where it is looked for', { body: { data: { access_token: 'acc3ss' } } }, /data/],
  ['a text', { headers: TEXT, body: 'access_token=acc3ss' }, /nothing/],
])('%s is not shown: it may hold one', async (_, reply, outline) => {
  server.answer = () => reply;
  const shown = await ask({ type: 'oauth2', grant: 'x', tokenUrl: '' });
  expect(shown).toMatch(outline);
  expect(shown).not.toContain('acc3ss');
});
