import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../src/http/api/openapi.ts';
import { askApi, type ApiAnswer } from '../support/api-client.ts';
import { eventually, startService, type RunningService } from '../support/start-service.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const document = openApiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  METHODS.map((method) => ({ path, method, operation: methods[method] })),
);

let service: RunningService;
beforeAll(async () => {
  service = await startService({ 'a.csv': 'naam,telefoon\nAnna,0612345678\nBert,geen\n' });
  await fetch(`${service.hook}?callid=1&callfrom=0612345678&callto=201&status_desc=INCOMING_RINGING`);
  await eventually(
    () => askApi(service, 'GET', '/calls'),
    ({ json }) => (json as { calls: unknown[] }).calls.length === 1,
  );
});
afterAll(() => service.stop());

const urlOf = (path: string) => path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, 'nowhere');
const isNoRoute = ({ json }: ApiAnswer) =>
  /^There is no (GET|POST|PUT|PATCH|DELETE) /.test(String((json as { detail?: string } | undefined)?.detail));

describe('the description and the routes are one', () => {
  test.each(operations)('$method $path', async ({ path, method, operation }) => {
    const answer = await askApi(service, method.toUpperCase(), urlOf(path), method === 'get' ? undefined : {});
    expect(isNoRoute(answer)).toBe(operation === undefined);
    expect(operation ? Object.keys(operation.responses) : ['404']).toContain(String(answer.status));
  });

  test('it is served to everybody', async () => {
    expect(await (await fetch(`${service.url}/openapi.json`)).json()).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe('what is answered is what is described', () => {
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, uri: true } });
  ajv.addSchema({ $id: 'document', ...document });
  const isValid = ({ json }: ApiAnswer, schema: string): void => {
    const validate = ajv.compile({ $ref: `document#/components/schemas/${schema}` });
    expect([validate(json), validate.errors]).toEqual([true, null]);
  };

  test.each([
    ['Lookup', 'GET', '/lookup?number=0612345678', undefined],
    ['Sources', 'GET', '/sources', undefined],
    ['Source', 'GET', '/sources/a', undefined],
    ['Source', 'PATCH', '/sources/a', { template: '{company}' }],
    ['ImportReport', 'PUT', '/sources/new/file', 'naam,telefoon\nCarla,0612345679\n'],
    ['Problem', 'PUT', '/sources/new/file', 'naam,telefoon\nCarla,geen\n'],
    ['Hooks', 'GET', '/hooks', undefined],
    ['Hook', 'POST', '/hooks', { name: 'Balie', fields: { from: 'nummer' } }],
    ['Calls', 'GET', '/calls?number=0612345678', undefined],
    ['Statistics', 'GET', '/stats?by=hour', undefined],
    ['Caller', 'GET', '/callers/0612345678', undefined],
    ['Erased', 'DELETE', '/callers/0699999999', undefined],
    ['Problem', 'GET', '/stats?by=year', undefined],
    ['Problem', 'GET', '/nowhere', undefined],
  ])('%s: %s %s', async (schema, method, path, body) => {
    expect.hasAssertions();
    isValid(await askApi(service, method, path, body), schema);
  });
});
