import { expect, test } from '@jest/globals';
import { describeConnector } from '../connector-contract.ts';
import { canonical, openConnector } from '../open-connector.ts';
import { startVtigerServer, VTIGER } from '../servers/vtiger.ts';

const variablesAt = (url: string) => ({ VTIGER_URL: url, VTIGER_USER: VTIGER.user, VTIGER_KEY: VTIGER.key });

describeConnector('vtiger', {
  start: startVtigerServer,
  addresses: [],
  variables: variablesAt,
  wrong: { VTIGER_KEY: 'vtigerRevoked' },
  finds: ['+31201234567', '0201234567', '020-123 45 67', '+31 (0)20 123 45 67', '0031 20 1234567'],
  // The digits are the end of another number, too.
  nearMiss: '+49 201234567',
  secondNumber: 'persons and companies',
  delta: 'without deletes',
  companies: { contactUrl: (url) => `${url}/index.php?module=Accounts&view=Detail&record=5000` },
  pageSize: 100,
  contactUrl: (url) => `${url}/index.php?module=Contacts&view=Detail&record=1000`,
  sessions: true,
});

test('in vTiger names are read that come as HTML has them', async () => {
  const server = await startVtigerServer();
  const source = await openConnector('vtiger', server.url, variablesAt(server.url));
  const company = 'Café "De Hoek" & <Zn>';
  server.records.save({ id: 1, first: 'André', infix: "van 't", last: 'Müller', company, phone: '020 123 4567' });
  const found = await source.find?.(canonical('+31201234567'), AbortSignal.timeout(10_000));
  source.close();
  await server.close();
  expect(found).toEqual([expect.objectContaining({ person: "André van 't Müller", company })]);
});
