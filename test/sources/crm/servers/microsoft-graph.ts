import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { sendChanges } from './odata-delta.ts';
import { installTokenEndpoint } from './token-endpoint.ts';

type Person = Required<CrmPerson>;

export const GRAPH = {
  tenant: 'tenant-1',
  mailbox: 'phone@example.nl',
  clientId: 'graph-client',
  clientSecret: 'graph-secret-not-a-real-one',
};

/** Contacts in Microsoft Graph as its documentation has it: client credentials, delta links, deleted ones as `@removed`. */
export function startGraphServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: `/${GRAPH.tenant}/oauth2/v2.0/token`,
      clientId: GRAPH.clientId,
      clientSecret: GRAPH.clientSecret,
      grant: 'client_credentials',
      form: { scope: (url) => `${url}/.default` },
      lifetime: 3599,
    });

    let generation = 0;
    app.get('/v1.0/users/:mailbox/contacts/delta', (request, response) => {
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? '')) {
        return response
          .status(401)
          .json({ error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.' } });
      }
      if (request.params.mailbox !== GRAPH.mailbox)
        return response.status(404).json({ error: { code: 'ErrorInvalidUser' } });
      const tracked = {
        tokenName: '$deltatoken',
        people: (all: ReadonlyMap<number, Person>) => [...all.values()],
        idName: 'id',
        render: (person: Person) => ({
          id: String(person.id),
          displayName: [person.last, person.first].filter(Boolean).join(', '),
          givenName: [person.first, person.infix].filter(Boolean).join(' '),
          surname: person.last,
          companyName: person.company || null,
          businessPhones: [person.phone].filter(Boolean),
          homePhones: [],
          mobilePhone: person.mobile || null,
        }),
        renderDeleted: ({ id }: Person) => ({ id: String(id), '@removed': { reason: 'deleted' } }),
        // https://learn.microsoft.com/graph/delta-query-overview: synchronization reset
        expired: { status: 410, code: 'SyncStateNotFound', message: 'The sync state generation is not found' },
      };
      return sendChanges(request, response, records, tracked, generation);
    });

    return {
      endSessions,
      expireTokens: () => {
        generation++;
      },
    };
  });
}
