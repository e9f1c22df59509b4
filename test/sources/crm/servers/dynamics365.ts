import type { Request, Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { select, sendChanges, type TrackedCollection } from './odata-delta.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';

export const DYNAMICS = {
  tenant: 'tenant-1',
  clientId: 'dynamics-client',
  clientSecret: 'dynamics-secret-not-a-real-one',
};

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems */
const expired = {
  status: 400,
  code: '0x80044352',
  message: 'Version stamp associated with the client has expired. Please perform a full sync.',
};

const TRACKED: Readonly<Record<string, TrackedCollection>> = {
  contacts: {
    tokenName: '$deltatoken',
    people: (records) => [...records.values()].filter(({ first }) => first !== ''),
    idName: 'contactid',
    render: (person, annotated) => ({
      contactid: String(person.id),
      firstname: [person.first, person.infix].filter(Boolean).join(' '),
      lastname: person.last,
      telephone1: person.phone || null,
      telephone2: null,
      mobilephone: person.mobile || null,
      _parentcustomerid_value: person.company === '' ? null : 'account-1',
      ...(annotated && person.company !== '' && { [`_parentcustomerid_value@${FORMATTED}`]: person.company }),
    }),
    renderDeleted: ({ id }) => ({ '@odata.context': '#contacts/$deletedEntity', id: String(id), reason: 'deleted' }),
    expired,
  },
  accounts: {
    tokenName: '$deltatoken',
    people: (records) => [...records.values()].filter(({ first }) => first === ''),
    idName: 'accountid',
    render: ({ id, company, phone, mobile }) => ({
      accountid: String(id),
      name: company,
      telephone1: phone || null,
      telephone2: mobile || null,
    }),
    renderDeleted: ({ id }) => ({ '@odata.context': '#accounts/$deletedEntity', id: String(id), reason: 'deleted' }),
    expired,
  },
};

/**
 * The Dataverse Web API as its documentation has it: client credentials for the environment's own scope, `contains` over
 * what was typed with `%` for anything, annotations and change tracking only where they are preferred, no filter with change tracking.
 */
export function startDynamicsServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: `/${DYNAMICS.tenant}/oauth2/v2.0/token`,
      clientId: DYNAMICS.clientId,
      clientSecret: DYNAMICS.clientSecret,
      grant: 'client_credentials',
      form: { scope: (url) => `${url}/.default` },
      lifetime: 3599,
    });

    let generation = 0;
    app.get('/api/data/v9.2/:entities', (request, response, next) => {
      const tracked = TRACKED[request.params.entities];
      if (tracked === undefined) return next();
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? '')) return response.status(401).end();
      const isTracking =
        (request.get('prefer') ?? '').includes('odata.track-changes') || '$deltatoken' in request.query;
      if (isTracking) return sendChanges(request, response, records, tracked, generation);
      return sendFound(request, response, tracked, tracked.people(records.people));
    });

    return {
      endSessions,
      expireTokens: () => {
        generation++;
      },
    };
  });
}

function sendFound(request: Request, response: Response, tracked: TrackedCollection, people: readonly Person[]) {
  const { $filter = '', $select = '', $top = '5000' } = request.query as Query;
  const refuse = (message: string) => response.status(400).json({ error: { code: '0x80060888', message } });
  if (unknownNames(request.query, '$filter $select $top $expand $orderby').length > 0) return refuse('query option');
  const conditions = $filter.split(' or ').map((text) => /^contains\((\w+),'([\d% ]+)'\)$/.exec(text));
  const annotated = (request.get('prefer') ?? '').includes(`odata.include-annotations="${FORMATTED}"`);
  const rows = people.map((person) => tracked.render(person, annotated));
  const isKnown = (name = '') => rows.every((row) => name in row);
  if (conditions.some((condition) => condition === null || !isKnown(condition[1]))) return refuse('$filter');
  const found = rows.filter((row) =>
    conditions.some((condition) => {
      const value = row[condition?.[1] ?? ''];
      return typeof value === 'string' && new RegExp((condition?.[2] ?? '').replaceAll('%', '.*')).test(value);
    }),
  );
  const value = found.slice(0, Number($top)).map((row) => select(row, $select, tracked.idName));
  return value.includes(undefined) ? refuse('$select') : response.json({ value });
}
