import { expect, test } from '@jest/globals';
import { describeConnector } from '../connector-contract.ts';
import { canonical, openConnector } from '../open-connector.ts';
import { startSuitecrmServer, SUITECRM_CLIENT } from '../servers/suitecrm.ts';

const variablesAt = (url: string) => ({
  SUITECRM_URL: url,
  SUITECRM_CLIENT_ID: SUITECRM_CLIENT.id,
  SUITECRM_CLIENT_SECRET: SUITECRM_CLIENT.secret,
});

describeConnector('suitecrm', {
  start: startSuitecrmServer,
  addresses: [],
  variables: variablesAt,
  wrong: { SUITECRM_CLIENT_SECRET: 'suitecrm-secret-revoked' },
  finds: ['+31201234567', '0201234567', '020-123 45 67', '+31 (0)20 123 45 67', '0031 20 1234567'],
  // The digits are the end of another number, too.
  nearMiss: '+49 201234567',
  secondNumber: 'persons and companies',
  delta: 'without deletes',
  companies: {
    contactUrl: (url) =>
      `${url}/index.php?module=Accounts&action=DetailView&record=5f0c0000-0000-0000-0000-000000005000`,
  },
  pageSize: 100,
  contactUrl: (url) => `${url}/index.php?module=Contacts&action=DetailView&record=5f0c0000-0000-0000-0000-000000001000`,
  sessions: true,
});

test('in SuiteCRM the quotes of a name are read', async () => {
  const server = await startSuitecrmServer();
  const source = await openConnector('suitecrm', server.url, variablesAt(server.url));
  const company = 'Fietsen "De Hoek" & <Zn>';
  server.records.save({ id: 1, first: 'Frits', infix: "van 't", last: 'Hoff', company, phone: '020 123 4567' });
  const found = await source.find?.(canonical('+31201234567'), AbortSignal.timeout(10_000));
  source.close();
  await server.close();
  expect(found).toEqual([expect.objectContaining({ person: "Frits van 't Hoff", company })]);
});

test('a lead that SuiteCRM made a contact of is not one any more', async () => {
  const server = await startSuitecrmServer();
  const source = await openConnector('suitecrm', server.url, variablesAt(server.url));
  server.records.save({ id: 3, first: 'Anna', last: 'Converted', phone: '020 123 4567' });
  server.records.save({ id: 6, first: 'Anna', last: 'Smit', phone: '020 123 4567' });
  const found = await source.find?.(canonical('+31201234567'), AbortSignal.timeout(10_000));
  source.close();
  await server.close();
  expect(found).toEqual([expect.objectContaining({ person: 'Anna Smit' })]);
});
