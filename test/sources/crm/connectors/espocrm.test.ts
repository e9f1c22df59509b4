import { expect, test } from '@jest/globals';
import { describeConnector } from '../connector-contract.ts';
import { canonical, openConnector } from '../open-connector.ts';
import { ESPOCRM_KEY, startEspocrmServer } from '../servers/espocrm.ts';

describeConnector('espocrm', {
  start: startEspocrmServer,
  addresses: [],
  variables: (url) => ({ ESPOCRM_URL: url, ESPOCRM_KEY }),
  wrong: { ESPOCRM_KEY: 'espocrm-revoked' },
  finds: ['+31201234567', '0201234567', '+31 20 123 45 67', '020-1234567', '+31 (0)20 123 45 67'],
  // The digits are the end of another number, too.
  nearMiss: '+49 201234567',
  secondNumber: 'persons and companies',
  delta: 'without deletes',
  numbers: 'one',
  pageSize: 200,
  contactUrl: (url) => `${url}/#Contact/view/1000`,
  companies: { contactUrl: (url) => `${url}/#Account/view/5000` },
});

test('a lead that EspoCRM made a contact of is not one any more', async () => {
  const server = await startEspocrmServer();
  const source = await openConnector('espocrm', server.url, { ESPOCRM_URL: server.url, ESPOCRM_KEY });
  server.records.save({ id: 3, first: 'Anna', last: 'Converted', phone: '020 123 4567' });
  server.records.save({ id: 6, first: 'Anna', last: 'Smit', phone: '020 123 4567' });
  const found = await source.find?.(canonical('+31201234567'), AbortSignal.timeout(10_000));
  source.close();
  await server.close();
  expect(found).toEqual([expect.objectContaining({ person: 'Anna Smit' })]);
});
