import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync, verify } from 'node:crypto';
import { startJsonServer, type JsonServer, type Received, type Reply } from './servers/json-server.ts';
import { openConnectorOf, phone, SECRET, smallConnector } from './try-connector.ts';

const FOUND = { body: { items: [{ id: 1, name: 'Anna', phone: '020-1234567' }] } };

let server: JsonServer;
let base: string;

beforeAll(async () => {
  server = await startJsonServer();
  base = server.url;
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

async function open(auth: Record<string, unknown>, keys: Record<string, unknown> = {}, options = {}) {
  return openConnectorOf({ ...smallConnector(base), auth, ...keys }, options);
}

async function findOnce(auth: Record<string, unknown>, keys: Record<string, unknown> = {}, options = {}) {
  const source = await open(auth, keys, options);
  try {
    return await source.find?.(phone('+31201234567'), AbortSignal.timeout(5000));
  } finally {
    source.close();
  }
}

describe('what is sent with every request', () => {
  beforeEach(() => {
    server.answer = () => FOUND;
  });

  test.each([
    ['none', { type: 'none' }, undefined],
    ['bearer', { type: 'bearer', token: 'abc' }, 'Bearer abc'],
    [
      'basic',
      { type: 'basic', username: 'anna', password: '{{$secrets.key}}' },
      `Basic ${Buffer.from(`anna:${SECRET}`).toString('base64')}`,
    ],
    ['basic without a password', { type: 'basic', username: 'key', password: '' }, 'Basic a2V5Og=='],
  ])('%s', async (_, auth, header) => {
    expect(await findOnce(auth)).toHaveLength(1);
    expect(server.received[0]?.headers.authorization).toBe(header);
  });

  test('several keys, in headers and in the query, beside parameters of the request', async () => {
    const auth = {
      type: 'apiKey',
      headers: { 'X-Token': '{{$secrets.key}}', 'X-Application': 'developer_api' },
      query: { api_key: '{{$secrets.key}}', v: '2' },
    };
    const collections = {
      contacts: {
        fields: { id: 'id', person: 'name', phones: 'phone' },
        lookup: { request: { path: '/contacts', query: { phone: '{{$phone.e164}}', v: '1' } }, records: 'body.items' },
      },
    };
    expect(await findOnce(auth, { collections }, { variables: { KEY: 'k3y+/= &' } })).toHaveLength(1);
    const [request] = server.received;
    expect(request?.headers).toMatchObject({ 'x-token': 'k3y+/= &', 'x-application': 'developer_api' });
    expect([...(request?.query ?? [])]).toEqual([
      ['phone', '+31201234567'],
      ['api_key', 'k3y+/= &'],
      ['v', '2'],
    ]);
  });
});

describe('a session', () => {
  const auth = {
    type: 'session',
    login: [
      { request: { path: '/challenge' }, capture: { challenge: 'body.challenge' } },
      {
        request: { path: '/login', json: { user: 'anna', answer: '{{$captured.challenge & "-" & $secrets.key}}' } },
        capture: { session: 'body.session', user: 'body.user.id' },
      },
    ],
    headers: { 'X-Session': '{{$base64encode($captured.user & ":" & $captured.session)}}' },
  };
  let session = 0;
  const answer = ({ path, body, headers }: Received): Reply => {
    if (path === '/challenge') return { body: { challenge: 'c1' } };
    if (path === '/login') {
      if ((JSON.parse(body) as { answer: string }).answer !== `c1-${SECRET}`) return { status: 403 };
      session += 1;
      return { body: { session: `s-${session}`, user: { id: 7 } } };
    }
    const sent = Buffer.from(String(headers['x-session']), 'base64').toString();
    return sent === `7:s-${session}` ? FOUND : { status: 401 };
  };

  beforeEach(() => {
    server.answer = answer;
  });

  test('is begun once, in several steps, and used by all', async () => {
    const source = await open(auth);
    const found = await Promise.all(
      [1, 2, 3].map(async () => source.find?.(phone('+31201234567'), AbortSignal.timeout(5000))),
    );
    expect(found.map((contacts) => contacts?.length)).toEqual([1, 1, 1]);
    expect(server.received.filter(({ path }) => path === '/login')).toHaveLength(1);
    source.close();
  });

  test('is begun anew when the CRM has ended it, once for all', async () => {
    const source = await open(auth);
    const find = async () => source.find?.(phone('+31201234567'), AbortSignal.timeout(5000));
    await find();
    session += 100;
    expect(await Promise.all([find(), find(), find()])).toEqual([
      [expect.anything()],
      [expect.anything()],
      [expect.anything()],
    ]);
    expect(server.received.filter(({ path }) => path === '/login')).toHaveLength(2);
    source.close();
  });

  test('is begun anew when it has lasted as long as it may', async () => {
    let time = Date.now();
    const source = await open({ ...auth, lifetime: '10m' }, {}, { now: () => time });
    const find = async () => source.find?.(phone('+31201234567'), AbortSignal.timeout(5000));
    await find();
    time += 9 * 60_000;
    await find();
    expect(server.received.filter(({ path }) => path === '/login')).toHaveLength(1);
    time += 60_000;
    await find();
    expect(server.received.filter(({ path }) => path === '/login')).toHaveLength(2);
    source.close();
  });

  test('that is refused is a failure, and is tried once', async () => {
    await expect(findOnce(auth, {}, { variables: { KEY: 'wr0ng' } })).rejects.toMatchObject({
      message: 'Test CRM: the login was answered with 403',
      retryable: false,
    });
    expect(server.received.filter(({ path }) => path === '/login')).toHaveLength(1);
  });

  test('whose answer lacks what is wanted of it is a failure that names it', async () => {
    const wanting = { ...auth, login: [{ request: { path: '/challenge' }, capture: { ticket: 'body.ticket' } }] };
    await expect(findOnce(wanting)).rejects.toThrow('the answer to the login holds no ticket');
  });
});

describe('a token of a CRM’s own kind', () => {
  test('with a grant, headers and a scheme of its own, and an address that it captures', async () => {
    let tokens = 0;
    server.answer = ({ path, body, headers }) => {
      if (path === '/crm/contacts')
        return headers.authorization === `Zoho-oauthtoken t${tokens}` ? FOUND : { status: 401 };
      const form = new URLSearchParams(body);
      if (
        form.get('grant_type') !== 'clientkey' ||
        form.get('clientkey') !== SECRET ||
        headers['x-subscription'] !== 'sub'
      ) {
        return { status: 400, body: { error: 'invalid_grant' } };
      }
      tokens += 1;
      return { body: { access_token: `t${tokens}`, expires_in: '3600', api_domain: `${base}/crm` } };
    };
    const auth = {
      type: 'oauth2',
      grant: 'clientkey',
      tokenUrl: `${base}/token`,
      tokenParams: { clientkey: '{{$secrets.key}}' },
      tokenHeaders: { 'X-Subscription': 'sub' },
      scheme: 'Zoho-oauthtoken',
      capture: { api_domain: 'body.api_domain' },
    };
    expect(await findOnce(auth, { baseUrl: '{{$captured.api_domain}}' })).toHaveLength(1);
    expect(server.received.map(({ path }) => path)).toEqual(['/token', '/crm/contacts']);
  });

  test('an address that was captured is asked only if the connector names it', async () => {
    server.answer = () => ({ body: { access_token: 't', instance: 'https://169.254.169.254' } });
    const auth = { type: 'oauth2', grant: 'x', tokenUrl: `${base}/token`, capture: { instance: 'body.instance' } };
    await expect(findOnce(auth, { baseUrl: '{{$captured.instance}}' })).rejects.toThrow(
      "169.254.169.254 is none of the connector's hosts",
    );
  });

  test('a refresh token of ours serves until the CRM gives another', async () => {
    const used: (string | null)[] = [];
    server.answer = ({ path, body }) => {
      if (path !== '/token') return used.length < 4 ? { status: 401 } : FOUND;
      used.push(new URLSearchParams(body).get('refresh_token'));
      return { body: { access_token: `t${used.length}`, ...(used.length === 2 && { refresh_token: 'second' }) } };
    };
    const auth = {
      type: 'oauth2',
      grant: 'refresh_token',
      tokenUrl: `${base}/token`,
      clientId: 'id',
      refreshToken: '{{$secrets.key}}',
    };
    const source = await open(auth);
    const find = async () => source.find?.(phone('+31201234567'), AbortSignal.timeout(5000));
    await expect(find()).rejects.toThrow(/401/);
    await expect(find()).rejects.toThrow(/401/);
    expect(await find()).toHaveLength(1);
    expect(used).toEqual([SECRET, SECRET, 'second', 'second']);
    source.close();
  });

  test.each([
    [{ status: 200, body: { error: 'invalid_code' } }, /answered 200 without a token: {"error":"invalid_code"}/, false],
    [
      { status: 400, body: { error: 'invalid_client', error_description: `not ${SECRET}` } },
      /without a token.*not \*\*\*/,
      false,
    ],
    [{ status: 503 }, /the token endpoint answered 503/, true],
  ])('a token endpoint that answers %j', async (reply: Reply, message, retryable) => {
    server.answer = () => reply;
    const auth = { type: 'oauth2', grant: 'x', tokenUrl: `${base}/token`, tokenParams: { key: '{{$secrets.key}}' } };
    await expect(findOnce(auth)).rejects.toMatchObject({
      message: expect.stringMatching(message) as unknown,
      retryable,
    });
  });
});

describe('a signed assertion', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const auth = () => ({
    type: 'jwtBearer',
    tokenUrl: `${base}/token`,
    issuer: 'ringname',
    subject: 'anna@example.com',
    audience: 'https://login.example.com',
    privateKey: '{{$secrets.key}}',
    keyId: 'k1',
    scopes: ['contacts', 'companies'],
    claims: { tenant: 5 },
  });
  /** A token endpoint as strict as RFC 7523 wants it, by a clock of its own. */
  const tokenEndpoint =
    (now: () => number) =>
    (request: Received): Reply => {
      if (request.path !== '/token') return FOUND;
      const date = { Date: new Date(now()).toUTCString() };
      const form = new URLSearchParams(request.body);
      const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
      const isSigned = verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${claims}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      );
      const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
      const seconds = now() / 1000;
      const isNow =
        Number(said['iat']) <= seconds + 5 && Number(said['exp']) > seconds && Number(said['exp']) <= seconds + 300;
      const expected = {
        iss: 'ringname',
        sub: 'anna@example.com',
        aud: 'https://login.example.com',
        scope: 'contacts companies',
        tenant: 5,
      };
      const isOurs = Object.entries(expected).every(([name, value]) => said[name] === value);
      const good =
        isSigned && isNow && isOurs && form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      return good
        ? { headers: date, body: { access_token: 'token', expires_in: 60 } }
        : { status: 400, headers: date, body: { error: 'invalid_grant' } };
    };

  test.each([
    ['as it is', pem],
    ['on one line', pem.replaceAll('\n', '\\n')],
  ])('with its key %s gets a token', async (_, key) => {
    server.answer = tokenEndpoint(Date.now);
    expect(await findOnce(auth(), {}, { variables: { KEY: key } })).toHaveLength(1);
  });

  test.each([
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ])('gets one by a clock that is %s', async (_, skew) => {
    server.answer = tokenEndpoint(Date.now);
    const options = { variables: { KEY: pem }, now: () => Date.now() + skew };
    expect(await findOnce(auth(), {}, options)).toHaveLength(1);
  });

  test('of another key gets none, and the failure shows none', async () => {
    server.answer = tokenEndpoint(Date.now);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const failing = findOnce(auth(), {}, { variables: { KEY: other } });
    await expect(failing).rejects.toMatchObject({
      message: expect.stringContaining('invalid_grant') as unknown,
      retryable: false,
    });
    expect(server.received).toHaveLength(1);
  });

  test('whose key is none says so', async () => {
    await expect(findOnce(auth())).rejects.toThrow('auth.privateKey is no private key in PEM form');
  });
});
