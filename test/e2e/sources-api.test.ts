import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { ImportReport } from '../../src/domain/import-report.ts';
import { askApi } from '../support/api-client.ts';
import { ADMIN_TOKEN, startService, type RunningService } from '../support/start-service.ts';

let service: RunningService;
beforeAll(async () => {
  service = await startService({ 'b.csv': 'naam,telefoon\nUit de map,0611111111\n' }, { UPLOAD_MAX_MB: '1' });
});
afterAll(() => service.stop());

const api = (method: string, path: string, body?: RequestInit['body'], headers?: Record<string, string>) =>
  askApi(service, method, path, body, headers);
const patch = (name: string, change: object) => askApi(service, 'PATCH', `/sources/${name}`, change);
const nameOf = async (number: string) => (await fetch(`${service.hook}?from=${encodeURIComponent(number)}`)).text();

const CSV = 'Bedrijf;Telefoon\nDe Proef;030-1234567\nHet Voorbeeld;020-1234567\nZonder;n.v.t.\n';

describe('who may', () => {
  test.each([undefined, 'Bearer wrong', `Basic ${ADMIN_TOKEN}`, 'Bearer'])(
    'Authorization: %s gets 401',
    async (authorization) => {
      const response = await fetch(`${service.url}/api/v1/sources`, {
        headers: authorization ? { authorization } : {},
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toMatch('application/problem+json');
      expect(await response.json()).toMatchObject({
        status: 401,
        detail: expect.stringContaining('Authorization: Bearer'),
      });
    },
  );
});

describe('PUT /sources/{name}/file', () => {
  test('a dry run answers the report and changes nothing', async () => {
    const { status, json } = await api('PUT', '/sources/klanten/file?dryRun=true', CSV);
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({ source: 'klanten', rows: 3, contacts: 2, numbers: 2 }),
    ]);
    expect(await api('GET', '/sources/klanten')).toMatchObject({ status: 404 });
    expect(await nameOf('0301234567')).toBe('');
  });

  test('a new source is 201, and its names are there at once', async () => {
    const { status, json } = await api('PUT', '/sources/klanten/file', CSV, { 'content-type': 'text/csv' });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      source: 'klanten',
      format: 'csv',
      encoding: expect.stringMatching(/utf-?8/i),
      delimiter: ';',
      rows: 3,
      contacts: 2,
      numbers: 2,
      columns: { Bedrijf: 'company' },
      rejected: [],
      rejectedTotal: 0,
      unchanged: false,
    } satisfies Partial<Record<keyof ImportReport, unknown>>);
    expect(await nameOf('0301234567')).toBe('De Proef');
  });

  test('the same content again is 200 and unchanged', async () => {
    expect(await api('PUT', '/sources/klanten/file', CSV)).toMatchObject({ status: 200, json: { unchanged: true } });
  });

  test('a multipart part named file', async () => {
    const form = new FormData();
    form.set('other', 'ignored');
    form.set('file', new Blob([CSV.replace('De Proef', 'Per formulier')]), 'klanten.csv');
    expect(await api('PUT', '/sources/klanten/file', form)).toMatchObject({ status: 200, json: { contacts: 2 } });
    expect(await nameOf('0301234567')).toBe('Per formulier');
  });

  test('multipart without a part named file is told so', async () => {
    const form = new FormData();
    form.set('bestand', new Blob([CSV]), 'klanten.csv');
    const { status, json } = await api('PUT', '/sources/klanten/file', form);
    expect([status, json]).toEqual([400, expect.objectContaining({ detail: expect.stringContaining('"file"') })]);
  });

  test('a file that yields nothing is 422 with its report, and changes nothing', async () => {
    const answer = await api('PUT', '/sources/klanten/file', 'Bedrijf;Telefoon\nDe Proef;n.v.t.\n');
    expect(answer.status).toBe(422);
    expect(answer.type).toMatch('application/problem+json');
    expect(answer.json).toMatchObject({ report: { rows: 1, contacts: 0 } });
    expect(await nameOf('0301234567')).toBe('Per formulier');
  });

  test('a file that shrinks the source by more than half is 422 unless forced', async () => {
    const many = `Naam;Telefoon\n${Array.from({ length: 9 }, (_, i) => `Klant ${i};061234560${i}\n`).join('')}`;
    const few = 'Naam;Telefoon\nKlant 0;0612345600\nKlant 1;0612345601\n';
    await api('PUT', '/sources/krimp/file', many);
    expect(await api('PUT', '/sources/krimp/file', few)).toMatchObject({
      status: 422,
      json: { detail: expect.stringMatching(/force=true/), report: { contacts: 2 } },
    });
    expect(await nameOf('0612345608')).toBe('Klant 8');
    expect(await api('PUT', '/sources/krimp/file?force=true', few)).toMatchObject({ status: 200 });
    expect(await nameOf('0612345608')).toBe('');
  });

  test('columns can be told', async () => {
    const odd = 'a;b;c\nDe Proef;030-1234568;zomaar\n';
    const path = '/sources/vreemd/file?map.company=a&map.phone=b';
    expect(await api('PUT', path, odd)).toMatchObject({ status: 201, json: { columns: { a: 'company' } } });
    expect(await api('PUT', '/sources/vreemd/file?map.phone=z', odd)).toMatchObject({ status: 422 });
  });

  test('too large is 413, and leaves nothing behind', async () => {
    const large = Buffer.alloc(1_500_000, 'Naam;Telefoon\n');
    expect(await api('PUT', '/sources/groot/file', large)).toMatchObject({ status: 413 });
    const form = new FormData();
    form.set('file', new Blob([large]), 'groot.csv');
    expect(await api('PUT', '/sources/groot/file', form)).toMatchObject({ status: 413 });
    expect(await readdir(join(service.dataDir, 'uploads'))).toEqual([]);
  });

  test('too large is told when all has been sent: who is still sending does not listen', async () => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const upload = request(`${service.url}/api/v1/sources/groot/file`, { method: 'PUT', headers });
    const told: string[] = [];
    const answered = once(upload, 'response').then(([response]: IncomingMessage[]) => {
      told.push(`answered ${response?.resume().statusCode}`);
    });
    upload.write(Buffer.alloc(1_500_000, 'Naam;Telefoon\n'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    told.push('sent');
    upload.end('Naam;Telefoon\n');
    await answered;
    expect(told).toEqual(['sent', 'answered 413']);
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-length': 1000 };
    const upload = request(`${service.url}/api/v1/sources/half/file`, { method: 'PUT', headers });
    upload.on('error', () => {});
    upload.write('Naam;Telefoon\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
    upload.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await readdir(join(service.dataDir, 'uploads'))).toEqual([]);
    expect(await api('GET', '/sources/half')).toMatchObject({ status: 404 });
  });

  test.each(['dryrun=true', 'force=yes', 'kleur=rood'])('an option nobody knows is refused: %s', async (query) => {
    expect(await api('PUT', `/sources/klanten/file?${query}`, CSV)).toMatchObject({ status: 400 });
  });

  test('a file of the contacts folder cannot be overwritten by an upload', async () => {
    expect(await api('PUT', '/sources/b/file', CSV)).toMatchObject({ status: 409 });
    expect(await nameOf('0611111111')).toBe('Uit de map');
  });
});

describe('the sources', () => {
  test('stand in the order they are asked, with what they hold', async () => {
    const { json } = await api('GET', '/sources');
    expect(json).toMatchObject({
      sources: [
        { name: 'b', kind: 'folder', position: 1, contacts: 1, numbers: 1, state: 'ok', lastError: null },
        { name: 'klanten', kind: 'upload', position: 2, lastImport: { source: 'klanten' } },
        { name: 'krimp' },
        { name: 'vreemd' },
      ],
    });
  });

  test('PATCH position changes who decides', async () => {
    await api('PUT', '/sources/zz/file', 'Naam;Telefoon\nVan zz;0611111111\n');
    expect(await nameOf('0611111111')).toBe('Uit de map');
    expect(await patch('zz', { position: 1 })).toMatchObject({ status: 200, json: { name: 'zz', position: 1 } });
    expect(await nameOf('0611111111')).toBe('Van zz');
  });

  test('PATCH template and shared change the name', async () => {
    await api('PUT', '/sources/gedeeld/file', 'Naam;Bedrijf;Telefoon\nAnna;Een;0101234567\nBert;Twee;0101234567\n');
    expect(await nameOf('0101234567')).toBe('Anna (Een)');
    await patch('gedeeld', { template: '{company}: {person}' });
    expect(await nameOf('0101234567')).toBe('Een: Anna');
    await patch('gedeeld', { shared: 'all' });
    expect(await nameOf('0101234567')).toBe('Een / Twee');
    await patch('gedeeld', { shared: 'none' });
    expect(await nameOf('0101234567')).toBe('');
  });

  test('PATCH ranges finds direct-dial numbers', async () => {
    await api('PUT', '/sources/centrale/file', 'Bedrijf;Telefoon\nDe Centrale;020-7654300\n');
    expect(await nameOf('0207654321')).toBe('');
    await patch('centrale', { ranges: true });
    expect(await nameOf('0207654321')).toBe('De Centrale');
  });

  test.each([
    [{ position: 0 }, 'position: must be a whole number from 1'],
    [{ country: 'Nederland' }, 'country: must be a two-letter country code'],
    [{ shared: 'last' }, 'shared: must be one of first, all, none'],
    [{ template: 'beller' }, 'template: must be a text with {person}, {company} or both'],
    [{ ranges: 'yes' }, 'ranges: must be true or false'],
    [{ naam: 'x' }, 'naam: there is no such field'],
  ])('PATCH %j is refused with what would be right', async (change, message) => {
    const { status, json } = await patch('b', change);
    expect([status, json]).toEqual([400, expect.objectContaining({ detail: expect.stringContaining(message) })]);
  });

  test('DELETE takes the contacts with it; of a folder file the file must go', async () => {
    expect(await api('DELETE', '/sources/zz')).toMatchObject({ status: 204 });
    expect(await nameOf('0611111111')).toBe('Uit de map');
    expect(await api('DELETE', '/sources/zz')).toMatchObject({ status: 404 });
    expect(await api('DELETE', '/sources/b')).toMatchObject({ status: 409 });
  });
});

test('GET /lookup gives the trace', async () => {
  expect(await api('GET', '/lookup?number=030-1234567')).toMatchObject({
    status: 200,
    json: { asked: '030-1234567', number: '+31301234567', found: true, company: 'Per formulier', source: 'klanten' },
  });
  expect(await api('GET', '/lookup')).toMatchObject({ status: 400 });
});

test('what does not exist is a problem document, and wrong JSON too', async () => {
  expect(await api('GET', '/nowhere')).toMatchObject({ status: 404, type: expect.stringContaining('problem+json') });
  const broken = await api('PATCH', '/sources/b', '{', { 'content-type': 'application/json' });
  expect(broken).toMatchObject({ status: 400, type: expect.stringContaining('problem+json') });
});

test('a large upload is streamed from disk to disk', async () => {
  const path = join(service.dataDir, 'groot.csv');
  await writeFile(
    path,
    `naam,telefoon\n${Array.from({ length: 20_000 }, (_, i) => `Klant ${i},0${600_000_000 + i}\n`).join('')}`,
  );
  const init = { duplex: 'half' } as RequestInit;
  const response = await fetch(`${service.url}/api/v1/sources/veel/file`, {
    ...init,
    method: 'PUT',
    body: createReadStream(path) as unknown as ReadableStream,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(await response.json()).toMatchObject({ contacts: 20_000 });
});
