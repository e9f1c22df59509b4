import { describeConnector } from '../connector-contract.ts';
import { DYNAMICS, startDynamicsServer } from '../servers/dynamics365.ts';

describeConnector('dynamics365', {
  start: startDynamicsServer,
  addresses: ['https://login.microsoftonline.com'],
  variables: (url) => ({
    DYNAMICS_URL: url,
    DYNAMICS_TENANT: DYNAMICS.tenant,
    DYNAMICS_CLIENT_ID: DYNAMICS.clientId,
    DYNAMICS_CLIENT_SECRET: DYNAMICS.clientSecret,
  }),
  wrong: { DYNAMICS_CLIENT_SECRET: 'dynamics-secret-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567', '020-123 45 67', '+31 (0)20 1234567'],
  nearMiss: '+49 201234567',
  secondNumber: 'persons and companies',
  delta: 'with deletes',
  companies: { contactUrl: (url) => `${url}/main.aspx?etn=account&pagetype=entityrecord&id=5000` },
  pageSize: 1000,
  contactUrl: (url) => `${url}/main.aspx?etn=contact&pagetype=entityrecord&id=1000`,
  sessions: true,
  tokensExpire: true,
});
