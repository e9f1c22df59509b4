import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CLIENT_ID, CLIENT_SECRET, startOAuthServer, type OAuthServer } from '../sources/crm/servers/oauth-server.ts';
import { askApi } from '../support/api-client.ts';
import { findFreePort } from '../support/server-program.ts';
import { eventually, PROGRAM, startService, type RunningService } from '../support/start-service.ts';

/** Seconds that an access token lives; a refresh token works once, and its second use ends all that was allowed. */
const LIFETIME = 5;

let oauth: OAuthServer;
let service: RunningService;
let environment: Record<string, string>;

beforeAll(async () => {
  const port = await findFreePort();
  oauth = await startOAuthServer(LIFETIME, `http://127.0.0.1:${port}/oauth/callback`);
  const directory = await mkdtemp(join(tmpdir(), 'ringname-'));
  const { host } = new URL(oauth.url);
  await writeFile(
    join(directory, 'crm.yaml'),
    `connector: 1
name: Test CRM
baseUrl: ${oauth.url}
privateHosts: ['${host}']
secrets: { id: '\${env:CRM_ID}', secret: '\${env:CRM_SECRET}' }
auth:
  type: oauth2
  authorizationUrl: ${oauth.url}/auth
  authorizationParams: { prompt: consent }
  tokenUrl: ${oauth.url}/token
  clientId: '{{$secrets.id}}'
  clientSecret: '{{$secrets.secret}}'
  scopes: [openid, offline_access]
collections:
  people:
    fields: { id: id, person: name, phones: phone }
    sync: { request: { path: /contacts }, records: body.items }
`,
  );
  environment = { PORT: String(port), CONNECTORS_DIR: directory, CRM_ID: CLIENT_ID, CRM_SECRET: CLIENT_SECRET };
  service = await startService({}, environment);
});
afterAll(async () => {
  await service.stop();
  await oauth.close();
});

const sync = () => askApi(service, 'POST', '/sources/crm/sync');
const source = async () => (await askApi(service, 'GET', '/sources/crm')).json as Record<string, unknown>;

/** Where our service sends a person who is to let the connector in. */
async function beginAt(): Promise<string> {
  const { json } = await askApi(service, 'POST', '/sources/crm/authorize');
  return (json as { url: string }).url;
}

/** What a person sees who is sent back to our page. */
async function comeBack(url: URL): Promise<{ status: number; text: string }> {
  const response = await fetch(url);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, text: await response.text() };
}

async function letIn(): Promise<URL> {
  const back = await oauth.authorise(await beginAt());
  expect(await comeBack(back)).toEqual({
    status: 200,
    text: 'The connector "crm" is let in. This page can be closed.\n',
  });
  return back;
}

describe('letting a connector in, by our page', () => {
  test('before, the list of sources says what is to be done', async () => {
    expect(await eventually(source, ({ state }) => state === 'failed')).toMatchObject({
      lastError: expect.stringContaining('Test CRM is not authorised yet: POST '),
    });
  });

  test('a person who cancels is told so', async () => {
    const back = await oauth.authorise(await beginAt(), 'cancel');
    const { status, text } = await comeBack(back);
    expect([status, text]).toEqual([400, 'The CRM did not let the connector in: it said access_denied.\n']);
  });

  test('nobody comes in with a state that we did not give', async () => {
    const back = await oauth.authorise(await beginAt());
    back.searchParams.set('state', 'x'.repeat(43));
    const { status, text } = await comeBack(back);
    expect([status, text]).toEqual([400, expect.stringContaining('was not asked for')]);
    expect(await sync()).toMatchObject({ status: 503 });
  });

  test('a page without state or code is refused', async () => {
    for (const query of ['', '?state=a&state=b&code=c', '?state=a', '?code=c']) {
      expect(await comeBack(new URL(`/oauth/callback${query}`, service.url))).toMatchObject({ status: 400 });
    }
  });

  test('a person who consents lets it in, once; its contacts are fetched by themselves', async () => {
    const back = await letIn();
    expect(await eventually(source, ({ contacts }) => contacts === 1)).toMatchObject({ state: 'ok', lastError: null });
    const again = await comeBack(back);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('was not asked for')]);
    // The sync that began by itself is at its end, but may not know it yet.
    expect(await eventually(sync, ({ status }) => status !== 409)).toMatchObject({ status: 200 });
  });

  test('a code that was used before lets nobody in, and ends what it allowed', async () => {
    const used = await letIn();
    const back = new URL(used);
    back.searchParams.set('state', new URL(await beginAt()).searchParams.get('state') ?? '');
    const { status, text } = await comeBack(back);
    expect([status, text]).toEqual([400, expect.stringContaining('invalid_grant')]);
  });
});

describe('tokens that live for five seconds, and refresh tokens that work once', () => {
  test('serve the service and commands beside it, all at the same moment', async () => {
    await letIn();
    oauth.log.length = 0;
    // Whoever comes to the token endpoint is still there when the others come.
    oauth.tokenDelay = 4000;
    const env = { PATH: process.env['PATH'], ...environment, DATA_DIR: service.dataDir };
    const command = () => promisify(execFile)(process.execPath, [PROGRAM, 'sync', 'crm'], { env, cwd: tmpdir() });
    await sleep(LIFETIME * 1000);
    const commands = [command(), command()];
    expect(await sync()).toMatchObject({ status: 200, json: { contacts: 1 } });
    for (const { stdout } of await Promise.all(commands)) expect(stdout).toMatch(/1 records, 1 contacts/);
    oauth.tokenDelay = 0;
    expect([...new Set(oauth.log)]).toEqual(['token refresh_token']);
  }, 90_000);

  test('can be taken back: phones keep the names, and the list says what is to be done', async () => {
    await oauth.revokeGrants();
    await oauth.revokeAccessTokens();
    expect(await sync()).toMatchObject({ status: 503 });
    expect(await source()).toMatchObject({
      state: 'failed',
      contacts: 1,
      lastError: expect.stringContaining('no longer authorised (invalid_grant): POST '),
    });
    expect(await (await fetch(`${service.hook}?from=0201234567`)).text()).toBe('Anna');
    await letIn();
    expect(await eventually(source, ({ state }) => state === 'ok')).toMatchObject({ lastError: null });
  });

  test('are nowhere to be read: not on the disk, not in the log', async () => {
    const files = (await readdir(service.dataDir, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
    expect(files.map(({ name }) => name)).toContain('settings.db');
    expect(oauth.issued.size).toBeGreaterThanOrEqual(4);
    for (const text of [...contents, service.log(), service.output()]) {
      expect([...oauth.issued, CLIENT_SECRET].filter((secret) => text.includes(secret))).toEqual([]);
    }
  });
});
