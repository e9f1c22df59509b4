import { describeConnector } from '../connector-contract.ts';
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
