import type { Request } from 'express';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';

export const GOOGLE_CLIENT = { id: 'google-client', secret: 'google-secret-not-a-real-one' };

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

const LONGEST_PAGE = 1000;

/** https://developers.google.com/people/api/rest/v1/people.connections/list: a sync token is good for seven days. */
const EXPIRED = [
  {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'EXPIRED_SYNC_TOKEN',
    domain: 'people.googleapis.com',
  },
];

/**
 * The People API's connections as its documentation has it: empty lists are left out, deleted persons come with a sync
 * token, whose other parameters must be those of the first request.
 */
export function startGooglePeopleServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/token',
      clientId: GOOGLE_CLIENT.id,
      clientSecret: GOOGLE_CLIENT.secret,
      grant: 'refresh_token',
      lifetime: 3599,
    });

    let generation = 0;
    app.get('/v1/people/me/connections', (request, response) => {
      const refuse = (message: string, details: readonly object[] = []) =>
        response.status(400).json({ error: { code: 400, message, status: 'FAILED_PRECONDITION', details } });
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? ''))
        return response.status(401).json({ error: { code: 401, status: 'UNAUTHENTICATED' } });
      const { personFields = '', pageSize = '100', pageToken, syncToken, requestSyncToken } = request.query as Query;
      if (unknownNames(request.query, 'personFields pageSize pageToken syncToken requestSyncToken sources').length > 0)
        return refuse('Invalid JSON payload received. Unknown name');
      const fields = personFields.split(',');
      if (unknownNames(Object.fromEntries(fields.map((name) => [name, 1])), FIELDS).length > 0)
        return refuse('Invalid personFields mask');
      if (!(Number(pageSize) >= 1 && Number(pageSize) <= LONGEST_PAGE)) return refuse('pageSize must be 1..1000');
      const before = syncToken === undefined ? undefined : readToken(syncToken);
      const page = pageToken === undefined ? undefined : readToken(pageToken);
      if ([before, page].some((token) => token !== undefined && token.parameters !== parametersOf(request)))
        return refuse('Request parameters must match the first call');
      if (before !== undefined && before.generation !== generation) return refuse('Sync token is expired', EXPIRED);
      const now = page?.now ?? Date.now();
      const isChanged = ({ changedAt }: Person) => changedAt > (before?.now ?? 0) && changedAt <= now;
      const all = [
        ...[...records.people.values()].filter(isChanged).map((person) => render(person, fields)),
        ...(before === undefined ? [] : [...records.deleted.values()].filter(isChanged)).map(({ id }) => ({
          resourceName: `people/${id}`,
          metadata: { deleted: true },
        })),
      ];
      const start = page?.start ?? 0;
      const end = start + Number(pageSize);
      const connections = all.slice(start, end);
      const token = { parameters: parametersOf(request), now, start: end, generation };
      return response.json({
        ...(connections.length > 0 && { connections, totalPeople: all.length, totalItems: all.length }),
        ...(end < all.length
          ? { nextPageToken: writeToken(token) }
          : requestSyncToken === 'true' && { nextSyncToken: writeToken({ ...token, start: 0 }) }),
      });
    });

    return {
      endSessions,
      expireTokens: () => {
        generation++;
      },
    };
  });
}

const FIELDS = 'names organizations phoneNumbers metadata emailAddresses';

interface Token {
  readonly parameters: string;
  readonly now: number;
  readonly start: number;
  readonly generation: number;
}

function readToken(text: string): Token {
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Token;
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function parametersOf({ query }: Request): string {
  const { personFields, pageSize, requestSyncToken } = query as Query;
  return JSON.stringify([personFields, pageSize, requestSyncToken]);
}

/** A person with the fields of the mask; lists that are empty are left out. */
function render(person: Person, fields: readonly string[]) {
  const numbers = [person.phone, person.mobile].filter(Boolean).map((value) => {
    const canonicalForm = parsePhoneNumberFromString(value, 'NL')?.number;
    return canonicalForm === undefined ? { value } : { value, canonicalForm };
  });
  const displayName = [person.first, person.infix, person.last].filter(Boolean).join(' ');
  const all = {
    metadata: { objectType: 'PERSON' },
    names: [{ displayName, metadata: { primary: true } }],
    ...(person.company && { organizations: [{ name: person.company }] }),
    ...(numbers.length > 0 && { phoneNumbers: numbers }),
  };
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name)));
  return { resourceName: `people/${person.id}`, etag: '%EgU=', ...shown };
}
