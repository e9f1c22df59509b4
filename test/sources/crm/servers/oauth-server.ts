import { jest } from '@jest/globals';
import axios, { type AxiosResponse } from 'axios';
import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';

export const CLIENT_ID = 'ringname';
export const CLIENT_SECRET = 'cl13nt-s3cr3t/+&=';
export const REDIRECT_URI = 'http://127.0.0.1:1/oauth/callback';

/** A CRM whose address book is open to access tokens of a real OAuth2 server. */
export interface OAuthServer {
  readonly url: string;
  /** As `POST /token refresh_token 200`, in the order they were answered. */
  readonly log: string[];
  /** Access tokens that opened the address book, each as often as it did. */
  readonly used: string[];
  /** Ends every access token that was given out; refresh tokens stay good. */
  revokeAccessTokens(): Promise<void>;
  /** Ends everything that a person allowed us. */
  revokeGrants(): Promise<void>;
  /** Every token that was given out. */
  readonly issued: ReadonlySet<string>;
  /** Milliseconds that the token endpoint takes for an answer. */
  tokenDelay: number;
  /** Does what a person does in a browser: signs in and consents, or cancels. Gives the URL they are sent back to. */
  authorise(url: string, decision?: 'consent' | 'cancel'): Promise<URL>;
  close(): Promise<void>;
}

/** Access tokens live for `seconds`; refresh tokens work once, and using one twice ends the grant. */
export async function startOAuthServer(seconds: number, redirectUri = REDIRECT_URI): Promise<OAuthServer> {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await quietly(() => createProvider(url, seconds, redirectUri));
  const log: string[] = [];
  const used: string[] = [];
  const given = new Set<string>();
  const issued = new Set<string>();
  const grants = new Set<string>();
  provider.on('access_token.saved', (token) => given.add(token.jti));
  provider.on('access_token.saved', (token) => issued.add(token.jti));
  provider.on('refresh_token.saved', (token) => issued.add(token.jti));
  provider.on('grant.saved', (grant) => grants.add(grant.jti));
  provider.on('client_credentials.saved', (token) => given.add(token.jti));
  provider.on('grant.success', ({ oidc }) => log.push(`token ${String(oidc.params?.['grant_type'])}`));
  provider.on('grant.error', ({ oidc }, { error }) =>
    log.push(`token ${String(oidc.params?.['grant_type'])} ${error}`),
  );
  app.get('/contacts', async (request, response) => {
    const token = request.get('authorization')?.replace(/^Bearer /, '') ?? '';
    const known = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
    if (known === undefined) {
      log.push('contacts 401');
      return response.status(401).json({ error: 'invalid_token' });
    }
    used.push(token);
    return response.json({ items: [{ id: 1, name: 'Anna', phone: '020-1234567' }] });
  });
  app.use('/token', (_request, _response, next) => void setTimeout(next, oauth.tokenDelay));
  app.use(provider.callback());
  const oauth: OAuthServer = {
    url,
    log,
    used,
    issued,
    tokenDelay: 0,
    async revokeAccessTokens() {
      for (const id of given) await (await provider.AccessToken.find(id))?.destroy();
    },
    async revokeGrants() {
      for (const id of grants) await (await provider.Grant.find(id))?.destroy();
    },
    authorise: (start, decision = 'consent') => authoriseAsPerson(start, decision, redirectUri),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return oauth;
}

/** The server warns, rightly, that it is not set up for anything but a test. */
async function quietly<T>(task: () => Promise<T>): Promise<T> {
  const muted = (['warn', 'info'] as const).map((level) =>
    jest.spyOn(console, level).mockImplementation(() => undefined),
  );
  try {
    return await task();
  } finally {
    for (const mock of muted) mock.mockRestore();
  }
}

async function createProvider(issuer: string, seconds: number, redirectUri: string): Promise<Provider> {
  const { Provider } = await import('oidc-provider');
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        application_type: 'native',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
      {
        client_id: `${CLIENT_ID}-basic`,
        client_secret: CLIENT_SECRET,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    features: { clientCredentials: { enabled: true } },
    scopes: ['openid', 'offline_access', 'contacts'],
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: seconds,
      IdToken: seconds,
      ClientCredentials: seconds,
      RefreshToken: 600,
      Grant: 600,
      Interaction: 600,
      Session: 600,
    },
    cookies: { keys: ['for a test'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
}

/** Follows redirects with cookies and fills in the two forms of the server, to sign in and to consent, or cancels there. */
async function authoriseAsPerson(start: string, decision: 'consent' | 'cancel', redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: string): Promise<AxiosResponse<string>> => {
    const response = await axios.request<string>({
      url,
      method: form === undefined ? 'GET' : 'POST',
      data: form,
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      maxRedirects: 0,
      validateStatus: null,
    });
    for (const cookie of response.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  let response = await visit(start);
  let at = start;
  for (let step = 0; step < 12; step++) {
    const location = response.headers['location'] as string | undefined;
    if (location?.startsWith(redirectUri)) return new URL(location);
    if (location !== undefined) {
      at = new URL(location, at).href;
      response = await visit(at);
      continue;
    }
    const [, cancel] = /href="([^"]+\/abort)"/.exec(response.data) ?? [];
    const [, action] = /<form[^>]*action="([^"]+)"/.exec(response.data) ?? [];
    if (action === undefined || cancel === undefined) break;
    if (decision === 'cancel') {
      response = await visit(new URL(cancel, at).href);
      continue;
    }
    const prompt = response.data.includes('value="login"') ? 'login' : 'consent';
    response = await visit(new URL(action, at).href, `prompt=${prompt}&login=anna&password=x`);
  }
  throw new Error(`the server did not let a person in: ${response.status} ${response.data.slice(0, 500)}`);
}
