import type { Request, Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';

export const EXACT_CLIENT = { id: 'exact-client', secret: 'exact-secret-not-a-real-one' };
export const EXACT_DIVISION = '1234567';

type Person = Required<CrmPerson>;
type Row = Readonly<Record<string, unknown>> & { readonly Timestamp: number };

const PAGE = 1000;

/**
 * Exact Online's sync API as its documentation has it: tokens of ten minutes and refresh tokens for one time, OData 2 with
 * `$select` that must be given and `$filter` over Timestamp only, 1000 records a page, XML unless JSON is asked for.
 */
export function startExactServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/api/oauth2/token',
      clientId: EXACT_CLIENT.id,
      clientSecret: EXACT_CLIENT.secret,
      grant: 'refresh_token',
      lifetime: 600,
      rotates: true,
    });

    app.use(`/api/v1/${EXACT_DIVISION}/sync`, (request, response, next) => {
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? '')) return response.status(401).end();
      if (request.get('accept') !== 'application/json') return response.type('application/atom+xml').send('<feed/>');
      return next();
    });

    const path = (name: string) => `/api/v1/${EXACT_DIVISION}/sync/${name}`;
    const people = (isCompany: boolean) =>
      [...records.people.values()].filter(({ first }) => (first === '') === isCompany);

    app.get(path('CRM/Contacts'), (request, response) =>
      sendPage(
        request,
        response,
        people(false).map((person) => ({
          Timestamp: person.changedAt,
          ID: String(person.id),
          FullName: [person.first, person.infix, person.last].filter(Boolean).join(' '),
          Account: person.company === '' ? null : `account-of-${person.id}`,
          AccountName: person.company || null,
          BusinessPhone: person.phone || null,
          BusinessMobile: person.mobile || null,
          Phone: null,
          Mobile: null,
        })),
      ),
    );

    app.get(path('CRM/Accounts'), (request, response) =>
      sendPage(
        request,
        response,
        people(true).map(({ id, changedAt, company, phone }) => ({
          Timestamp: changedAt,
          ID: String(id),
          Name: company,
          Phone: phone || null,
        })),
      ),
    );

    app.get(path('Deleted'), (request, response) =>
      sendPage(
        request,
        response,
        [...records.deleted.values()].map(({ id, first, changedAt }: Person) => ({
          Timestamp: changedAt,
          EntityKey: String(id),
          EntityType: first === '' ? 2 : 5,
        })),
      ),
    );

    return { endSessions };
  });
}

function sendPage(request: Request, response: Response, rows: readonly Row[]) {
  const refuse = (value: string) => response.status(400).json({ error: { code: '', message: { lang: '', value } } });
  const {
    $filter = '',
    $select = '',
    $skiptoken = '0',
  } = request.query as Readonly<Record<string, string | undefined>>;
  const [, after] = /^Timestamp gt (\d+)L$/.exec($filter) ?? [];
  const names = $select.split(',');
  if (unknownNames(request.query, '$filter $select $skiptoken').length > 0) return refuse('Unknown parameter');
  if (after === undefined) return refuse('Only filter on Timestamp is supported');
  if ($select === '') return refuse('Please add a $select statement');
  if (rows.some((row) => names.some((name) => !(name in row)))) return refuse('Invalid $select');
  const sorted = rows
    .filter(({ Timestamp }) => Timestamp > Number(after))
    .toSorted((a, b) => a.Timestamp - b.Timestamp);
  const end = Number($skiptoken) + PAGE;
  const url = new URL(request.originalUrl, `${request.protocol}://${request.get('host') ?? ''}`);
  url.searchParams.set('$skiptoken', String(end));
  const results = sorted
    .slice(Number($skiptoken), end)
    .map((row) => Object.fromEntries(['__metadata', ...names].map((name) => [name, row[name] ?? null])));
  return response.json({ d: { results, ...(end < sorted.length && { __next: url.href }) } });
}
