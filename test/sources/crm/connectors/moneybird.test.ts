import { expect, test } from '@jest/globals';
import { describeConnector } from '../connector-contract.ts';
import { openConnector, readAll } from '../open-connector.ts';
import { MONEYBIRD, startMoneybirdServer } from '../servers/moneybird.ts';

const VARIABLES = { MONEYBIRD_TOKEN: MONEYBIRD.token, MONEYBIRD_ADMINISTRATION: MONEYBIRD.administration };

describeConnector('moneybird', {
  start: startMoneybirdServer,
  addresses: ['https://moneybird.com'],
  variables: () => VARIABLES,
  wrong: { MONEYBIRD_TOKEN: 'moneybird-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'with deletes',
  numbers: 'one',
  companies: { contactUrl: (url) => `${url}/${MONEYBIRD.administration}/contacts/5000` },
  pageSize: 100,
  contactUrl: (url) => `${url}/${MONEYBIRD.administration}/contacts/1000`,
});

test('somebody within a contact of Moneybird is opened as that contact, and is of its company', async () => {
  const server = await startMoneybirdServer();
  const addresses = ['https://moneybird.com'];
  const source = await openConnector('moneybird', server.url, VARIABLES, { addresses });
  server.records.save({
    id: 2,
    first: 'Anna',
    infix: 'de',
    last: 'Vries',
    company: 'Fietsen BV',
    phone: '020 123 4567',
  });
  const run = await source.sync?.(null, { signal: AbortSignal.timeout(10_000) });
  const contacts = run && (await readAll(run)).contacts;
  source.close();
  await server.close();
  const contactUrl = `${server.url}/${MONEYBIRD.administration}/contacts/2`;
  expect([...(contacts ?? [])]).toEqual([
    ['people/92', expect.objectContaining({ person: 'Anna de Vries', company: 'Fietsen BV', contactUrl })],
  ]);
});
