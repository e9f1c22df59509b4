import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askApi } from '../support/api-client.ts';
import { startService, type RunningService } from '../support/start-service.ts';

interface ShownHook {
  readonly id: string;
  readonly token: string;
  readonly url: string;
}

let service: RunningService;
beforeAll(async () => {
  service = await startService({
    'a.csv': 'naam,bedrijf,telefoon\nZoë Jansen,De Proef,0612345678\n',
    'b.csv': 'naam,telefoon\nVan b,0612345678\nAlleen b,0301234567\n',
  });
});
afterAll(() => service.stop());

async function make(settings: object): Promise<ShownHook> {
  const { status, json } = await askApi(service, 'POST', '/hooks', settings);
  expect([status, json]).toEqual([201, expect.objectContaining(settings)]);
  return json as ShownHook;
}
const get = async (url: string) => (await fetch(url)).text();

describe('hooks', () => {
  test('the default hook is listed', async () => {
    expect(await askApi(service, 'GET', '/hooks')).toMatchObject({
      json: { hooks: [{ id: 'default', url: service.hook, format: 'text', enabled: true, max: null }] },
    });
  });

  test('a new hook has a token of its own and answers at once', async () => {
    const hook = await make({ name: 'Balie' });
    expect(hook.token).toMatch(/^[\w-]{24}$/);
    expect(hook.url).toBe(`${service.url}/w/${hook.token}`);
    expect(await get(`${hook.url}?from=0612345678`)).toBe('Zoë Jansen (De Proef)');
  });

  test.each([
    ['format', { format: 'ack' }, '?from=0612345678', 'status=ACK&callername=Zoë Jansen (De Proef)'],
    ['nameTemplate', { nameTemplate: '{company} - {person}' }, '?from=0612345678', 'De Proef - Zoë Jansen'],
    ['max', { max: 10 }, '?from=0612345678', 'Zoë Jansen'],
    ['charset', { charset: 'ascii' }, '?from=0612345678', 'Zoe Jansen (De Proef)'],
    ['fallback', { fallback: 'text:Onbekende beller' }, '?from=0699999999', 'Onbekende beller'],
    ['fields', { fields: { from: 'nummer' } }, '?nummer=0612345678', 'Zoë Jansen (De Proef)'],
    ['path', { path: '{status_desc}/{from}' }, '/INCOMING_RINGING/0612345678', 'Zoë Jansen (De Proef)'],
    ['sources', { sources: ['b'] }, '?from=0612345678', 'Van b'],
    ['allow', { allow: ['127.0.0.0/8'] }, '?from=0612345678', 'Zoë Jansen (De Proef)'],
    ['allow of others', { allow: ['192.0.2.0/24'] }, '?from=0612345678', ''],
    ['enabled', { enabled: false }, '?from=0612345678', ''],
  ])('%s is obeyed', async (_setting, settings, rest, shown) => {
    expect(await get((await make(settings)).url + rest)).toBe(shown);
  });

  test('what may not call gets 403', async () => {
    const hook = await make({ allow: ['2001:db8::/32'] });
    expect((await fetch(`${hook.url}?from=0612345678`)).status).toBe(403);
  });

  test('PATCH changes a hook, DELETE closes its URL', async () => {
    const hook = await make({ max: 5 });
    expect(await askApi(service, 'PATCH', `/hooks/${hook.id}`, { max: null, format: 'empty' })).toMatchObject({
      status: 200,
      json: { id: hook.id, token: hook.token, max: null, format: 'empty' },
    });
    expect(await get(`${hook.url}?from=0612345678`)).toBe('');
    expect(await askApi(service, 'DELETE', `/hooks/${hook.id}`)).toMatchObject({ status: 204 });
    expect((await fetch(hook.url)).status).toBe(403);
    expect(await askApi(service, 'DELETE', `/hooks/${hook.id}`)).toMatchObject({ status: 404 });
  });

  test('the default hook keeps its token and cannot be deleted', async () => {
    expect(await askApi(service, 'PATCH', '/hooks/default', { max: 10 })).toMatchObject({ status: 200 });
    expect(await get(`${service.hook}?from=0612345678`)).toBe('Zoë Jansen');
    expect(await askApi(service, 'PATCH', '/hooks/default', { token: 'another-token' })).toMatchObject({ status: 409 });
    expect(await askApi(service, 'DELETE', '/hooks/default')).toMatchObject({ status: 409 });
  });

  test.each([
    [{ format: 'xml' }, 'format: must be one of text, json, ack, gigaset, empty'],
    [{ max: 0 }, 'max: must be a whole number from 1 to 1000'],
    [{ allow: ['10.0.0.0/33'] }, 'allow: must be an address or a CIDR block'],
    [{ token: 'a/b' }, 'token: must be 8 to 200 letters'],
    [{ path: '{nummer}' }, 'path: must be one or more of {calluniqueid}'],
    [{ fields: { nummer: 'x' } }, 'fields: must be an object from calluniqueid'],
    [{ fields: { from: 'nummer', to: 'NUMMER' } }, 'fields: must have a name of its own for each field; "nummer"'],
    [{ sources: ['a/b'] }, 'sources: "a/b" cannot be the name of a source'],
    [{ nameTemplate: '{naam}' }, 'nameTemplate: must be a text with {person}, {company} or both'],
    [{ callLog: 'some' }, 'callLog: must be one of full, hashed, off'],
    [{ fallback: 'Unknown' }, 'fallback: must be empty, number, echo or text:'],
    [{ kleur: 'rood' }, 'kleur: there is no such field'],
  ])('%j is refused with what would be right', async (settings, reason) => {
    const { status, json } = await askApi(service, 'POST', '/hooks', settings);
    expect([status, json]).toEqual([400, expect.objectContaining({ detail: expect.stringContaining(reason) })]);
  });

  test('two hooks cannot have one token', async () => {
    const { token } = await make({ name: 'eerste' });
    expect(await askApi(service, 'POST', '/hooks', { token })).toMatchObject({ status: 409 });
  });
});
