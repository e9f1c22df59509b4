import { describeConnector } from '../connector-contract.ts';
import { GRAPH, startGraphServer } from '../servers/microsoft-graph.ts';

describeConnector('microsoft-graph', {
  start: startGraphServer,
  addresses: ['https://graph.microsoft.com', 'https://login.microsoftonline.com'],
  variables: () => ({
    GRAPH_TENANT: GRAPH.tenant,
    GRAPH_MAILBOX: GRAPH.mailbox,
    GRAPH_CLIENT_ID: GRAPH.clientId,
    GRAPH_CLIENT_SECRET: GRAPH.clientSecret,
  }),
  wrong: { GRAPH_CLIENT_SECRET: 'graph-secret-revoked' },
  finds: null,
  nearMiss: null,
  delta: 'with deletes',
  pageSize: 200,
  contactUrl: null,
  sessions: true,
  tokensExpire: true,
});
