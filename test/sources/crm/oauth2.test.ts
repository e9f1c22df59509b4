import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createMemoryTokenStore,
  type StoredTokens,
  type TokenStore,
} from '../../../src/sources/crm/auth/token-store.ts';
import type { CrmSource } from '../../../src/sources/crm/open-crm-source.ts';
import { CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, startOAuthServer, type OAuthServer } from './servers/oauth-server.ts';
import { openConnectorOf, phone, smallConnector } from './try-connector.ts';

const LIFETIME = 5;

let server: OAuthServer;

beforeAll(async () => {
  server = await startOAuthServer(LIFETIME);
});
beforeEach(() => {
  server.log.length = 0;
  server.used.length = 0;
});
afterAll(() => server.close());

function open(auth: Record<string, unknown>, tokens: TokenStore, now = Date.now): Promise<CrmSource> {
  const keys = smallConnector(server.url, {
    secrets: { id: '${env:ID}', secret: '${env:SECRET}' },
    auth: {
      type: 'oauth2',
      tokenUrl: `${server.url}/token`,
      clientId: '{{$secrets.id}}',
      clientSecret: '{{$secrets.secret}}',
      ...auth,
    },
  });
  return openConnectorOf(keys, { tokens, now, variables: { ID: CLIENT_ID, SECRET: CLIENT_SECRET } });
}

const CODE_GRANT = {
  authorizationUrl: '/auth',
  authorizationParams: { prompt: 'consent' },
  scopes: ['openid', 'offline_access'],
};

function openWithCodeGrant(tokens: TokenStore, now = Date.now): Promise<CrmSource> {
  return open({ ...CODE_GRANT, authorizationUrl: `${server.url}/auth` }, tokens, now);
}

/** Opens a source and lets it in, as a person does. */
async function openAuthorised(tokens: TokenStore, now = Date.now): Promise<CrmSource> {
  const source = await openWithCodeGrant(tokens, now);
  const begun = await source.authorization?.begin(REDIRECT_URI);
  if (begun === undefined) throw new Error('the connector wants no authorization');
  const { searchParams } = await server.authorise(begun.url);
  expect(searchParams.get('state')).toBe(begun.pending.state);
  await source.authorization?.finish(searchParams.get('code') ?? '', begun.pending, AbortSignal.timeout(5000));
  server.log.length = 0;
  return source;
}

async function find(source: CrmSource) {
  return source.find?.(phone('+31201234567'), AbortSignal.timeout(10_000));
}

/** A store on which the tests can look, and which takes its time. */
function watchedStore(delay = 0) {
  const saved: StoredTokens[] = [];
  const store = createMemoryTokenStore();
  return {
    saved,
    failing: false,
    ...store,
    async save(tokens: StoredTokens) {
      await sleep(delay);
      if (this.failing) throw new Error('disk full');
      await store.save(tokens);
      saved.push(tokens);
    },
  };
}

describe('the authorization code grant', () => {
  test('a person lets us in, with PKCE, and the tokens are kept', async () => {
    const store = watchedStore();
    const source = await openAuthorised(store);
    expect(await find(source)).toHaveLength(1);
    expect(store.saved).toEqual([expect.objectContaining({ refreshToken: expect.any(String) as unknown })]);
    source.close();
  });

  test('before that, and after the person took it back, the failure says what to do', async () => {
    const source = await openWithCodeGrant(createMemoryTokenStore());
    await expect(find(source)).rejects.toMatchObject({
      message: expect.stringMatching(/^Test CRM is not authorised yet: POST .*authorize/),
      retryable: false,
    });
    source.close();

    const later = await openAuthorised(createMemoryTokenStore());
    await server.revokeGrants();
    await server.revokeAccessTokens();
    await expect(find(later)).rejects.toMatchObject({
      message: expect.stringMatching(/^Test CRM is no longer authorised \(invalid_grant\): POST .*authorize/),
      retryable: false,
    });
    later.close();
  });

  test('a code that was used, or is somebody else’s, lets nobody in', async () => {
    const source = await openWithCodeGrant(createMemoryTokenStore());
    const begun = await source.authorization?.begin(REDIRECT_URI);
    if (begun === undefined) throw new Error('the connector wants no authorization');
    const code = (await server.authorise(begun.url)).searchParams.get('code') ?? '';
    const other = { ...begun.pending, codeVerifier: 'x'.repeat(43) };
    await expect(source.authorization?.finish(code, other, AbortSignal.timeout(5000))).rejects.toThrow(/invalid_grant/);
    source.close();
  });
});

describe('tokens that live for five seconds, with refresh tokens that work once', () => {
  test('are replaced before they end: for 12 seconds nothing is refused', async () => {
    const store = watchedStore();
    const source = await openAuthorised(store);
    for (let time = 0; time < 24; time++) {
      expect(await find(source)).toHaveLength(1);
      await sleep(500);
    }
    expect(server.log).not.toContain('contacts 401');
    expect(store.saved.length).toBeGreaterThanOrEqual(3);
    expect(new Set(store.saved.map(({ refreshToken }) => refreshToken)).size).toBe(store.saved.length);
    source.close();
  });

  test('are fetched once for all who wait', async () => {
    const source = await openAuthorised(createMemoryTokenStore());
    await server.revokeAccessTokens();
    const found = await Promise.all(Array.from({ length: 20 }, () => find(source)));
    expect(found.every((contacts) => contacts?.length === 1)).toBe(true);
    expect(server.log.filter((line) => line === 'token refresh_token')).toHaveLength(1);
    source.close();
  });

  test('are written down before they are used', async () => {
    const store = watchedStore(300);
    const source = await openAuthorised(store);
    await server.revokeAccessTokens();
    const finding = find(source);
    await sleep(150);
    expect(server.used).toEqual([]);
    await finding;
    expect(server.used).toEqual([store.saved.at(-1)?.accessToken]);
    source.close();
  });

  test('that could not be written down are not used, and not lost', async () => {
    const store = watchedStore();
    const source = await openAuthorised(store);
    await server.revokeAccessTokens();
    store.failing = true;
    await expect(find(source)).rejects.toMatchObject({
      message: expect.stringContaining('could not be written down') as unknown,
      retryable: true,
    });
    expect(server.used).toEqual([]);
    store.failing = false;
    expect(await find(source)).toHaveLength(1);
    expect(server.log.filter((line) => line.startsWith('token'))).toEqual(['token refresh_token']);
    source.close();
  });

  test('serve the next start of the service', async () => {
    const store = createMemoryTokenStore();
    (await openAuthorised(store)).close();
    const source = await openWithCodeGrant(store);
    expect(await find(source)).toHaveLength(1);
    source.close();
  });

  test('that another process fetched are taken over, not fetched again', async () => {
    const store = createMemoryTokenStore();
    const one = await openAuthorised(store);
    const other = await openWithCodeGrant(store);
    expect(await find(other)).toHaveLength(1);
    await server.revokeAccessTokens();
    expect(await find(one)).toHaveLength(1);
    expect(await find(other)).toHaveLength(1);
    expect(server.log.filter((line) => line.startsWith('token'))).toEqual(['token refresh_token']);
    one.close();
    other.close();
  });

  test('work by a clock that is a day ahead, and by one that is a day behind', async () => {
    const DAY = 86_400_000;
    const ahead = await openAuthorised(createMemoryTokenStore(), () => Date.now() + DAY);
    const behind = await openAuthorised(createMemoryTokenStore(), () => Date.now() - DAY);
    for (let time = 0; time < 3; time++) {
      expect(await find(ahead)).toHaveLength(1);
      expect(await find(behind)).toHaveLength(1);
      await sleep(1500);
    }
    expect(server.log).not.toContain('contacts 401');
    ahead.close();
    behind.close();
  });

  test('are fetched anew when our clock was set back meanwhile', async () => {
    let skew = 0;
    const source = await openAuthorised(createMemoryTokenStore(), () => Date.now() + skew);
    skew = -86_400_000;
    expect(await find(source)).toHaveLength(1);
    expect(server.log).toEqual(['token refresh_token']);
    source.close();
  });
});

describe('client credentials', () => {
  test.each([
    ['in the body', CLIENT_ID, 'body'],
    ['in a header', `${CLIENT_ID}-basic`, 'basic'],
  ])('%s', async (_, clientId, clientAuth) => {
    const source = await open({ grant: 'client_credentials', clientId, clientAuth }, createMemoryTokenStore());
    expect(await find(source)).toHaveLength(1);
    await server.revokeAccessTokens();
    expect(await find(source)).toHaveLength(1);
    source.close();
  });

  test('that are wrong are a failure that shows none of them', async () => {
    const source = await open({ grant: 'client_credentials', clientSecret: 'wr0ng-s3cr3t' }, createMemoryTokenStore());
    const { error } = await source.test(phone('+31201234567'), AbortSignal.timeout(5000));
    expect(error).toMatch(/Test CRM: the token endpoint answered 401 without a token: .*invalid_client/);
    expect(error).not.toMatch(/s3cr3t/);
    source.close();
  });
});
