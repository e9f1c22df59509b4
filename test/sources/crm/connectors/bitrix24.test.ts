import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CrmSource } from '../../../../src/sources/crm/open-crm-source.ts';
import { describeConnector } from '../connector-contract.ts';
import { canonical, openConnector } from '../open-connector.ts';
import { BITRIX24, startBitrix24Server } from '../servers/bitrix24.ts';
import type { CrmServer } from '../servers/crm-server.ts';

const variablesAt = (url: string) => ({
  BITRIX24_URL: url,
  BITRIX24_USER: BITRIX24.user,
  BITRIX24_WEBHOOK: BITRIX24.webhook,
});

describeConnector('bitrix24', {
  start: startBitrix24Server,
  addresses: [],
  variables: variablesAt,
  wrong: { BITRIX24_WEBHOOK: 'webhook-revoked' },
  finds: ['+31201234567', '020-123 45 67', '+31 20 123 45 67', '0031 (20) 1234567'],
  nearMiss: null,
  secondNumber: 'persons and companies',
  delta: 'without deletes',
  companies: { contactUrl: (url) => `${url}/crm/company/details/5000/` },
  pageSize: 50,
  contactUrl: (url) => `${url}/crm/contact/details/1000/`,
});

let server: CrmServer;
let source: CrmSource;
beforeAll(async () => {
  server = await startBitrix24Server();
  source = await openConnector('bitrix24', server.url, variablesAt(server.url));
});
afterAll(async () => {
  source.close();
  await server.close();
});

const find = () => source.find?.(canonical('+31201234567'), AbortSignal.timeout(10_000));

test('a search that fails within its batch is not the same as a number nobody has', async () => {
  const result_error = { find: { error: 'OPERATION_TIME_LIMIT', error_description: 'Method is blocked' } };
  server.refuse(3, { status: 200, body: { result: { result: [], result_error } } });
  await expect(find()).rejects.toMatchObject({ name: 'SourceError' });
});

test('Bitrix24 says that it is asked too much with 503, and is asked once more', async () => {
  server.refuse(1, { status: 503, body: { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' } });
  expect(await find()).toEqual([]);
});

test('a lead that was won in Bitrix24 is not one any more', async () => {
  server.records.save({ id: 3, first: 'Anna', last: 'Converted', phone: '020 123 4567' });
  server.records.save({ id: 6, first: 'Anna', last: 'Smit', phone: '020 123 4567' });
  expect(await find()).toEqual([expect.objectContaining({ person: 'Anna Smit' })]);
});

test('two colleagues who share a number are both of their company', async () => {
  server.records.save({ id: 1, first: 'Anna', last: 'Smit', company: 'Fietsen BV', phone: '020 765 4321' });
  server.records.save({ id: 2, first: 'Bart', last: 'Bos', company: 'Fietsen BV', phone: '020 765 4321' });
  const found = await source.find?.(canonical('+31207654321'), AbortSignal.timeout(10_000));
  expect(found?.map(({ person, company }) => [person, company])).toEqual([
    ['Anna Smit', 'Fietsen BV'],
    ['Bart Bos', 'Fietsen BV'],
  ]);
});
