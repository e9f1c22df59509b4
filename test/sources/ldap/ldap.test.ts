import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { parsePhoneNumber, type PhoneNumber } from '../../../src/domain/phone-number.ts';
import type { ConnectorSource } from '../../../src/sources/connector/connector-source.ts';
import { parseConnectorFile } from '../../../src/sources/connector/parse-connector-file.ts';
import { ldapSchema } from '../../../src/sources/ldap/ldap-schema.ts';
import { openLdapSource, type LdapState } from '../../../src/sources/ldap/open-ldap-source.ts';
import { describeWithServer } from '../../support/needs-server.ts';
import { built } from '../../support/script-process.ts';
import { BASE, BIND_DN, PASSWORD, startSlapd, type Slapd } from './slapd.ts';

const NUMBER = canonical('0201234567');

type Source = ConnectorSource<LdapState>;

/** connectors/ldap.yaml as it is delivered, but for these keys. */
function connectorText(changes: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(readFileSync(join(import.meta.dirname, '../../../connectors/ldap.yaml'), 'utf8'));
  for (const [key, value] of Object.entries(changes)) document.set(key, value);
  return document.toString();
}

function variablesOf(url: string, password = PASSWORD): Record<string, string> {
  return { LDAP_URL: url, LDAP_BIND_DN: BIND_DN, LDAP_BASE: BASE, LDAP_PASSWORD: password };
}

/** Without TLS, for the certificate of the test's server is nobody's. */
function openSource(
  url: string,
  { password = PASSWORD, ...changes }: Record<string, unknown> & { password?: string } = {},
): Source {
  const text = connectorText({ startTls: false, privateHosts: [url.replace(/^\w+:\/\//, '')], ...changes });
  const connector = parseConnectorFile(text, 'ldap.yaml', { ldap: ldapSchema });
  const variables = variablesOf(url, password);
  return openLdapSource(connector, { readVariable: (name) => variables[name], country: 'NL' });
}

async function find(source: Source, number: string) {
  const contacts = await source.find?.(canonical(number), AbortSignal.timeout(10_000));
  return contacts?.map(({ person, company }) => `${person} (${company})`);
}

async function sync(source: Source) {
  const run = await source.sync?.(null, { signal: AbortSignal.timeout(20_000) });
  if (run === undefined) throw new Error('no sync');
  const names: (string | null)[] = [];
  for await (const { upserts } of run.batches) names.push(...upserts.map(({ contact }) => contact.person));
  return { mode: run.mode, names, counts: run.counts, state: run.state() };
}

function canonical(text: string): PhoneNumber {
  const number = parsePhoneNumber(text, 'NL', 'pbx');
  if (number === undefined) throw new Error(`${text} is no number`);
  return number;
}

describeWithServer('slapd', 'slapd', (path) => {
  let slapd: Slapd;
  let source: Source;
  beforeAll(async () => {
    slapd = await startSlapd(path);
    source = openSource(slapd.url);
  });
  afterAll(async () => {
    source.close();
    await slapd.stop();
  });
  afterEach(async () => {
    slapd.resume();
    for (const name of ['Anna de Vries', 'Near Miss']) await slapd.remove(name).catch(() => undefined);
  });

  test.each([
    '+31201234567',
    '+31 20 123 45 67',
    '020-123 45 67',
    '0031201234567',
    // The server keeps brackets, dots and slashes: only the second filter finds these.
    '+31 (0)20 123 45 67',
    '(020) 123.4567',
    '020/1234567',
  ])('a number typed in as %s is found', async (typed) => {
    await slapd.save('Anna de Vries', { telephoneNumber: typed, o: 'Fietsen B.V.' });
    expect(await find(source, NUMBER)).toEqual(['Anna de Vries (Fietsen B.V.)']);
  });

  test.each(['telephoneNumber', 'mobile', 'homePhone'])(
    'a number under %s is found, beside others',
    async (attribute) => {
      await slapd.save('Anna de Vries', { [attribute]: ['0612345678', '020 1234567'] });
      expect(await find(source, NUMBER)).toEqual(['Anna de Vries (null)']);
    },
  );

  test('nobody has an unknown number, nor one without a country', async () => {
    await slapd.save('Anna de Vries', { telephoneNumber: '201' });
    expect(await find(source, '+31209999999')).toEqual([]);
    expect(await find(source, '201')).toEqual([]);
  });

  test.each(['+49 201234567', '+1 2 0 1 2 3 4 5 6 7', '0201234567890'])(
    '%s, which the directory takes for the number, is not accepted',
    async (typed) => {
      await slapd.save('Near Miss', { telephoneNumber: typed });
      const { candidates } = await source.test(NUMBER, AbortSignal.timeout(5000));
      expect(candidates.map(({ verified }) => verified)).toEqual([false]);
      expect(await find(source, NUMBER)).toEqual([]);
    },
  );

  test('only what the filter says is a person is found and synced', async () => {
    await slapd.save('Anna de Vries', { telephoneNumber: '0201234567', employeeType: 'left (2025)' });
    const filtered = openSource(slapd.url, { filter: String.raw`(!(employeeType=left \282025\29))` });
    expect(await find(filtered, NUMBER)).toEqual([]);
    expect((await sync(filtered)).names).toEqual([]);
    filtered.close();
  });

  test('a sync brings everybody, over pages and above the limit of one answer; the next one no longer who was removed', async () => {
    const all = Array.from({ length: 1203 }, (_, index) => `Person ${index}`);
    for (const [index, name] of all.entries()) await slapd.save(name, { mobile: `06 1234${1000 + index}` });
    await slapd.save('No Number', {});
    const first = await sync(source);
    expect(first.mode).toBe('full');
    expect(new Set(first.names)).toEqual(new Set(all));
    expect(first.counts).toMatchObject({ records: 1204, contacts: 1203, withoutNumber: 1 });
    await slapd.remove('Person 7');
    await slapd.save('Anna de Vries', { telephoneNumber: '0201234567' });
    const second = await sync(source);
    expect(new Set(second.names)).toEqual(new Set([...all.filter((name) => name !== 'Person 7'), 'Anna de Vries']));
    for (const name of ['No Number', ...all]) if (name !== 'Person 7') await slapd.remove(name);
  });

  test('ids stay the same from sync to sync, and belong to the entry rather than its name', async () => {
    await slapd.save('Anna de Vries', { telephoneNumber: '0201234567' });
    const ids = async () => {
      const run = await source.sync?.(null, { signal: AbortSignal.timeout(5000) });
      for await (const { upserts } of run?.batches ?? []) return upserts.map(({ id }) => id);
      return [];
    };
    const [id] = await ids();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ids()).toEqual([id]);
  });

  test('a wrong password is a failure that says so and shows no password', async () => {
    const wrong = openSource(slapd.url, { password: 'verkeerd-wachtwoord' });
    await expect(find(wrong, NUMBER)).rejects.toMatchObject({ name: 'SourceError', retryable: false });
    const result = await wrong.test(NUMBER, AbortSignal.timeout(5000));
    expect(result.error).toMatch(/refuses the login/);
    expect(JSON.stringify(result)).not.toContain('verkeerd');
    wrong.close();
  });

  test('trying it shows the filters as they were asked', async () => {
    await slapd.save('Anna de Vries', { telephoneNumber: '(020) 123 45 67' });
    const { exchanges, error } = await source.test(NUMBER, AbortSignal.timeout(5000));
    expect(error).toBeNull();
    expect(exchanges.map(({ body, answer }) => `${body}: ${answer}`)).toEqual([
      '(&(objectClass=person)(|(telephoneNumber=*201234567)(mobile=*201234567)(homePhone=*201234567))): 0 entries',
      '(&(objectClass=person)(|(telephoneNumber=*2*0*1*2*3*4*5*6*7*)(mobile=*2*0*1*2*3*4*5*6*7*)(homePhone=*2*0*1*2*3*4*5*6*7*))): 1 entries',
    ]);
  });

  test('a server that hangs is given up after the time of a look-up, and asked again when it is back', async () => {
    const impatient = openSource(slapd.url, { timeouts: { lookup: '400ms', sync: '400ms' } });
    expect(await find(impatient, NUMBER)).toEqual([]);
    await slapd.pause();
    await expect(find(impatient, NUMBER)).rejects.toMatchObject({ name: 'SourceError', retryable: true });
    await expect(sync(impatient)).rejects.toMatchObject({ name: 'SourceError', retryable: true });
    slapd.resume();
    await slapd.save('Anna de Vries', { telephoneNumber: '0201234567' });
    expect(await find(impatient, NUMBER)).toEqual(['Anna de Vries (null)']);
    impatient.close();
  });

  test('a server that is down is a failure to be tried again', async () => {
    const other = await startSlapd(path);
    const asking = openSource(other.url);
    expect(await find(asking, NUMBER)).toEqual([]);
    await other.stop();
    await expect(find(asking, NUMBER)).rejects.toMatchObject({
      message: '127.0.0.1 refuses the connection',
      retryable: true,
    });
    asking.close();
  });

  test('a connection that broke unnoticed is made anew', async () => {
    const relay = createServer((socket) => {
      const onward = connect(Number(new URL(slapd.url).port), '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on('error', () => undefined);
      sockets.push(socket);
    });
    const sockets: { destroy(): void }[] = [];
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const asking = openSource(`ldap://127.0.0.1:${(relay.address() as AddressInfo).port}`);
    expect(await find(asking, NUMBER)).toEqual([]);
    for (const socket of sockets) socket.destroy();
    expect(await find(asking, NUMBER)).toEqual([]);
    expect(sockets).toHaveLength(2);
    asking.close();
    relay.close();
  });

  test('closing ends what is under way', async () => {
    const closing = openSource(slapd.url);
    await slapd.pause();
    const asked = find(closing, NUMBER);
    closing.close();
    await expect(asked).rejects.toMatchObject({ message: expect.stringMatching(/closed/) });
    slapd.resume();
  });

  test('a password is not sent without TLS, unless the host is named as private', () => {
    expect(() => openSource('ldap://ldap.example.com', { privateHosts: [] })).toThrow(/without TLS/);
    expect(() => openSource(slapd.url, { privateHosts: [], startTls: true })).toThrow(/private address 127\.0\.0\.1/);
  });

  test('a name that leads to a private address is not asked', async () => {
    const elsewhere = openSource(slapd.tlsUrl, { privateHosts: [] });
    await expect(find(elsewhere, NUMBER)).rejects.toMatchObject({ message: expect.stringMatching(/private address/) });
    elsewhere.close();
  });

  test.each(['StartTLS', 'LDAPS'])('%s with a certificate that nobody vouches for is refused', async (how) => {
    const url = how === 'LDAPS' ? slapd.tlsUrl : slapd.url;
    const unsafe = openSource(url, { startTls: true });
    await expect(find(unsafe, NUMBER)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(/certificate/),
    });
    unsafe.close();
  });

  test.each(['StartTLS', 'LDAPS'])('%s with a certificate of a known CA is used', async (how) => {
    await slapd.save('Anna de Vries', { telephoneNumber: '0201234567' });
    const url = how === 'LDAPS' ? slapd.tlsUrl : slapd.url;
    const script = `
      const { ldapSchema } = await import(${built('sources/ldap/ldap-schema.ts')});
      const { openLdapSource } = await import(${built('sources/ldap/open-ldap-source.ts')});
      const { parseConnectorFile } = await import(${built('sources/connector/parse-connector-file.ts')});
      const text = ${JSON.stringify(connectorText({ privateHosts: [url.replace(/^\w+:\/\//, '')] }))};
      const variables = ${JSON.stringify(variablesOf(url))};
      const connector = parseConnectorFile(text, 'ldap.yaml', { ldap: ldapSchema });
      const source = openLdapSource(connector, { readVariable: (name) => variables[name], country: 'NL' });
      const contacts = await source.find('${NUMBER}', AbortSignal.timeout(5000));
      console.log(contacts.map(({ person }) => person).join());
      source.close();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: slapd.ca },
    });
    expect(stdout).toBe('Anna de Vries\n');
  });
});
