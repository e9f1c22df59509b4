import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Contact } from '../../../src/domain/contact.ts';
import { parsePhoneNumber } from '../../../src/domain/phone-number.ts';
import { carddavSchema } from '../../../src/sources/carddav/carddav-schema.ts';
import type { CarddavState } from '../../../src/sources/carddav/carddav-state.ts';
import { openCarddavSource } from '../../../src/sources/carddav/open-carddav-source.ts';
import type { ConnectorSource } from '../../../src/sources/connector/connector-source.ts';
import { parseConnectorFile } from '../../../src/sources/connector/parse-connector-file.ts';
import { describeWithServer } from '../../support/needs-server.ts';
import { startServerWithoutSync, type Proxy } from './server-without-sync.ts';
import { PASSWORD, startRadicale, USER, type Radicale } from './radicale.ts';

const NUMBER = parsePhoneNumber('0201234567', 'NL', 'pbx') ?? '';

type Source = ConnectorSource<CarddavState>;

/** connectors/carddav.yaml as it is delivered, but for the private host that the test's server is. */
function openSource(url: string, { password = PASSWORD, timeout = '5s', isNamed = true, now = Date.now } = {}): Source {
  const document = parseDocument(readFileSync(join(import.meta.dirname, '../../../connectors/carddav.yaml'), 'utf8'));
  document.set('timeouts', { sync: timeout });
  if (isNamed) document.set('privateHosts', [new URL(url).host]);
  const connector = parseConnectorFile(document.toString(), 'carddav.yaml', { carddav: carddavSchema });
  const variables: Record<string, string> = {
    CARDDAV_URL: url,
    CARDDAV_USERNAME: USER,
    CARDDAV_PASSWORD: password,
  };
  return openCarddavSource(connector, { readVariable: (name) => variables[name], country: 'NL', now });
}

async function sync(source: Source, state: CarddavState | null = null) {
  const run = await source.sync?.(state, { signal: AbortSignal.timeout(20_000) });
  if (run === undefined) throw new Error('no sync');
  const contacts = new Map<string, Contact>();
  const deletes: string[] = [];
  for await (const batch of run.batches) {
    for (const { id, contact } of batch.upserts) contacts.set(id, contact);
    deletes.push(...batch.deletes);
  }
  const names = [...contacts.values()].map(({ person, company }) => person ?? company ?? '').toSorted(byText);
  return { mode: run.mode, contacts, names, deletes, state: run.state(), counts: run.counts };
}

const byText = (a: string, b: string) => a.localeCompare(b);

function card(name: string, phone: string, more = ''): string {
  return `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nN:;;;;\r\nTEL;TYPE=WORK:${phone}\r\n${more}END:VCARD\r\n`;
}

describeWithServer('radicale', 'radicale', (path) => {
  let radicale: Radicale;
  let source: Source;
  beforeEach(async () => {
    radicale = await startRadicale(path);
    source = openSource(radicale.url);
  });
  afterEach(async () => {
    source.close();
    await radicale.stop();
  });

  test.each(['+31 20 123 45 67', '020-1234567', '0031201234567', '+31 (0)20 123 45 67', 'tel:+31-20-123-4567'])(
    'a number typed in as %s is the number',
    async (typed) => {
      await radicale.save('anna', card('Anna de Vries', typed, 'ORG:Fietsen B.V.;Verkoop\r\n'));
      const { contacts } = await sync(source);
      expect([...contacts.values()]).toEqual([
        { person: 'Anna de Vries', company: 'Fietsen B.V.', numbers: [NUMBER], ranges: [], contactUrl: null },
      ]);
    },
  );

  test('a first sync brings every card of every address book, over pages', async () => {
    for (let index = 0; index < 120; index++)
      await radicale.save(`c${index}`, card(`Person ${index}`, `06123451${100 + index}`.slice(0, 10)));
    await radicale.makeBook('second');
    await radicale.save('no-number', card('Nobody', 'n.v.t.'));
    const { mode, contacts, counts } = await sync(source);
    expect(mode).toBe('full');
    expect(contacts.size).toBe(120);
    expect(counts).toMatchObject({ records: 121, contacts: 120, withoutNumber: 1 });
  });

  test('a photograph does not get in the way', async () => {
    const photo = `PHOTO;ENCODING=b;TYPE=JPEG:${'QUJD'.repeat(50_000)}\r\n`;
    await radicale.save('anna', card('Anna de Vries', '0201234567', photo));
    expect((await sync(source)).names).toEqual(['Anna de Vries']);
  });

  describeChanges('by sync-token', () => radicale.url);

  test('a token the server does not know makes it a full sync', async () => {
    await radicale.save('anna', card('Anna de Vries', '0201234567'));
    const { state } = await sync(source);
    const books = Object.fromEntries(
      Object.keys(state.books).map((url) => [url, { syncToken: 'http://example.com/old' }]),
    );
    const again = await sync(source, { ...state, books });
    expect(again.mode).toBe('full');
    expect(again.names).toEqual(['Anna de Vries']);
  });

  test('a new address book makes it a full sync', async () => {
    await radicale.save('anna', card('Anna de Vries', '0201234567'));
    const { state } = await sync(source);
    await radicale.makeBook('second');
    expect((await sync(source, state)).mode).toBe('full');
  });

  test('everything is read once a day', async () => {
    const { state } = await sync(source);
    const tomorrow = openSource(radicale.url, { now: () => Date.now() + 86_400_000 });
    expect((await sync(tomorrow, state)).mode).toBe('full');
    tomorrow.close();
  });

  test('a wrong password is a failure that says so and shows no password', async () => {
    const wrong = openSource(radicale.url, { password: 'verkeerd-wachtwoord' });
    await expect(sync(wrong)).rejects.toMatchObject({
      name: 'SourceError',
      retryable: false,
      message: expect.stringMatching(/401.*password/),
    });
    const shown = JSON.stringify(await wrong.test(NUMBER as never, AbortSignal.timeout(5000)));
    expect(shown).toContain('401');
    expect(shown).not.toContain('verkeerd');
    expect(shown).not.toContain(Buffer.from(`${USER}:verkeerd`).toString('base64').slice(0, 20));
    wrong.close();
  });

  test('trying it shows the requests, the first contacts and whether they have the number', async () => {
    await radicale.save('anna', card('Anna de Vries', '020-1234567'));
    await radicale.save('near', card('Near Miss', '020-1234568'));
    const result = await source.test(NUMBER as never, AbortSignal.timeout(5000));
    expect(result).toMatchObject({ error: null, asked: 'sync' });
    expect(
      result.candidates.map(({ contact, verified }) => `${contact?.person}: ${verified}`).toSorted(byText),
    ).toEqual(['Anna de Vries: true', 'Near Miss: false']);
    expect(result.exchanges.map(({ method }) => method)).toContain('REPORT');
    const shown = JSON.stringify(result);
    expect(shown).not.toContain(PASSWORD);
    expect(shown).not.toContain(Buffer.from(`${USER}:${PASSWORD}`).toString('base64'));
  });

  test('a server that is down is a failure to be tried again', async () => {
    await radicale.stop();
    await expect(sync(source)).rejects.toMatchObject({ name: 'SourceError', retryable: true });
  });

  test('a server that hangs is given up after the time it has', async () => {
    const impatient = openSource(radicale.url, { timeout: '300ms' });
    await radicale.pause();
    await expect(sync(impatient)).rejects.toMatchObject({
      retryable: true,
      message: expect.stringMatching(/did not answer within 300 ms/),
    });
    radicale.resume();
    impatient.close();
  });

  test('a private address that the connector does not name is not asked', async () => {
    const unnamed = openSource(radicale.url.replace('http:', 'https:'), { isNamed: false });
    await expect(sync(unnamed)).rejects.toMatchObject({
      message: expect.stringMatching(/private address/),
      retryable: false,
    });
    unnamed.close();
  });

  test('what is no CardDAV is told from an empty address book', async () => {
    const page = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>'));
    await once(page.listen(0, '127.0.0.1'), 'listening');
    const elsewhere = openSource(`http://127.0.0.1:${(page.address() as AddressInfo).port}`);
    await expect(sync(elsewhere)).rejects.toMatchObject({
      message: expect.stringMatching(/is no WebDAV: is the URL right/),
      retryable: false,
    });
    elsewhere.close();
    page.closeAllConnections();
    page.close();
  });

  test('closing ends a sync that is under way', async () => {
    await radicale.pause();
    const running = sync(source);
    source.close();
    await expect(running).rejects.toMatchObject({ message: expect.stringMatching(/closed/) });
    radicale.resume();
  });

  describeWithout();

  function describeWithout(): void {
    let proxy: Proxy;
    beforeEach(async () => {
      proxy = await startServerWithoutSync(radicale.url);
    });
    afterEach(() => proxy.close());
    describeChanges('by etag, from a server without sync-collection', () => proxy.url);

    test('a book whose ctag is the same is not listed again', async () => {
      const other = openSource(proxy.url);
      await radicale.save('anna', card('Anna de Vries', '0201234567'));
      const { state } = await sync(other);
      proxy.requests.length = 0;
      expect((await sync(other, state)).contacts.size).toBe(0);
      expect(proxy.requests.filter((request) => request.startsWith('REPORT'))).toEqual([]);
      expect(proxy.requests).not.toContain(`PROPFIND /${USER}/book/ depth 1`);
      other.close();
    });
  }

  function describeChanges(how: string, url: () => string): void {
    test(`the next sync brings what changed and what is gone, ${how}`, async () => {
      const changing = openSource(url());
      await radicale.save('anna', card('Anna de Vries', '0201234567'));
      await radicale.save('bram', card('Bram Bakker', '0201234568'));
      await radicale.save('chris', card('Chris Visser', '0201234569'));
      const first = await sync(changing);
      expect(first.names).toEqual(['Anna de Vries', 'Bram Bakker', 'Chris Visser']);
      await radicale.save('anna', card('Anna Jansen', '0201234567'));
      await radicale.save('dirk', card('Dirk Smit', '0201234560'));
      await radicale.remove('bram');
      const second = await sync(changing, first.state);
      expect(second.mode).toBe('delta');
      expect(second.names).toEqual(['Anna Jansen', 'Dirk Smit']);
      expect(second.deletes).toEqual([`/${USER}/book/bram.vcf`]);
      const third = await sync(changing, second.state);
      expect([third.mode, third.names, third.deletes]).toEqual(['delta', [], []]);
      changing.close();
    });

    test(`a card that loses its number is gone, ${how}`, async () => {
      const changing = openSource(url());
      await radicale.save('anna', card('Anna de Vries', '0201234567'));
      const first = await sync(changing);
      await radicale.save('anna', card('Anna de Vries', 'n.v.t.'));
      expect((await sync(changing, first.state)).deletes).toEqual([`/${USER}/book/anna.vcf`]);
      changing.close();
    });
  }
});
