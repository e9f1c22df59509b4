import type { Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmRecords, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';

export const SALESFORCE_CLIENT = { id: '3MVG9-not-a-real-one', secret: 'consumer-secret-not-a-real-one' };

type Person = Required<CrmPerson>;
type Query = Readonly<Record<string, string | undefined>>;

/** What an object has; of these, a query gives only what it names. */
const OBJECTS: Readonly<Record<string, (person: Person) => Readonly<Record<string, unknown>>>> = {
  Contact: (person) => ({
    ...namesOf(person),
    'Account.Name': person.company || null,
    HomePhone: null,
    OtherPhone: null,
    MobilePhone: person.mobile || null,
  }),
  Lead: (person) => ({
    ...namesOf(person),
    Company: person.company || null,
    MobilePhone: person.mobile || null,
    IsConverted: false,
  }),
  Account: (person) => ({ Name: person.company }),
};

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest: a query gives 2000 records at a time, or fewer. */
const PAGE = 500;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Salesforce's REST API as its documentation has it: client credentials, SOSL over the digits of phone fields, SOQL with
 * `nextRecordsUrl`, queryAll for deleted records, errors as a list. Every third person is a lead.
 */
export function startSalesforceServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/services/oauth2/token',
      clientId: SALESFORCE_CLIENT.id,
      clientSecret: SALESFORCE_CLIENT.secret,
      grant: 'client_credentials',
      answer: (url) => ({ instance_url: url }),
    });

    app.use('/services/data/v62.0', (request, response, next) => {
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? '')) {
        return response.status(401).json([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
      }
      if (unknownNames(request.query, 'q').length > 0) return refuse(response, 'MALFORMED_QUERY');
      return next();
    });

    app.get('/services/data/v62.0/search', (request, response) => {
      const sosl = /^FIND \{ (\d+(?: OR \d+)*) \} IN PHONE FIELDS RETURNING ((?:\w+\([^)]+\)(?:, )?)+) LIMIT \d+$/;
      const [, terms, returning] = sosl.exec((request.query as Query)['q'] ?? '') ?? [];
      if (terms === undefined || returning === undefined) return refuse(response, 'MALFORMED_SEARCH');
      const digits = new Set(terms.split(' OR '));
      const found = [...returning.matchAll(/(\w+)\(([^)]+)\)/g)].map(([, object = '', fields = '']) =>
        objectsOf(records, object, false)
          .filter(({ phone, mobile }) => [phone, mobile].some((text) => digits.has(text.replaceAll(/\D/g, ''))))
          .map((person) => render(person, object, fields)),
      );
      if (found.flat().includes(undefined)) return refuse(response, 'INVALID_FIELD');
      return response.json({ searchRecords: found.flat() });
    });

    app.get(['/services/data/v62.0/query', '/services/data/v62.0/queryAll'], (request, response) => {
      const soql = /^SELECT (.+) FROM (\w+)(?: WHERE SystemModstamp >= (\S+))?$/;
      const [, fields, object = '', since] = soql.exec((request.query as Query)['q'] ?? '') ?? [];
      if (fields === undefined || (since !== undefined && !DATE_TIME.test(since))) {
        return refuse(response, 'MALFORMED_QUERY');
      }
      return sendPage(response, { object, fields, since, all: request.path.endsWith('queryAll') }, 0);
    });

    app.get('/services/data/v62.0/query/:locator', (request, response) => {
      const [query = '', start] = Buffer.from(request.params.locator, 'base64url').toString().split('\n');
      return sendPage(response, JSON.parse(query) as Position, Number(start));
    });

    function sendPage(response: Response, query: Position, start: number) {
      const since = query.since === undefined ? 0 : Date.parse(query.since);
      const people = objectsOf(records, query.object, query.all).filter(({ changedAt }) => changedAt >= since);
      const page = people
        .slice(start, start + PAGE)
        .map((person) => render(person, query.object, query.fields, records));
      if (page.includes(undefined)) return refuse(response, 'INVALID_FIELD');
      const end = start + page.length;
      const locator = Buffer.from(`${JSON.stringify(query)}\n${end}`).toString('base64url');
      const more = end < people.length;
      return response.json({
        totalSize: people.length,
        done: !more,
        ...(more && { nextRecordsUrl: `/services/data/v62.0/query/${locator}` }),
        records: page,
      });
    }

    return { endSessions };
  });
}

interface Position {
  readonly object: string;
  readonly fields: string;
  readonly since?: string | undefined;
  readonly all: boolean;
}

function refuse(response: Response, errorCode: string) {
  return response.status(400).json([{ message: 'as the documentation says', errorCode }]);
}

function objectsOf(records: CrmRecords, object: string, all: boolean): Person[] {
  const people = [...records.people.values(), ...(all ? records.deleted.values() : [])];
  return people.filter(({ id, first }) => object === (first === '' ? 'Account' : id % 3 === 0 ? 'Lead' : 'Contact'));
}

function namesOf({ first, infix, last }: Person) {
  return { FirstName: [first, infix].filter(Boolean).join(' '), LastName: last };
}

/** Undefined where a field is asked for that the object has not. */
function render(person: Person, object: string, fields: string, records?: CrmRecords) {
  const all = {
    Id: String(person.id),
    Phone: person.phone || null,
    IsDeleted: records?.deleted.has(person.id) ?? false,
    ...OBJECTS[object]?.(person),
  };
  const rendered: Record<string, unknown> = { attributes: { type: object, url: `/sobjects/${object}/${person.id}` } };
  for (const field of fields.split(/,\s*/)) {
    if (!(field in all)) return undefined;
    const value: unknown = all[field as keyof typeof all];
    if (field === 'Account.Name') rendered['Account'] = value === null ? null : { Name: value };
    else rendered[field] = value;
  }
  return rendered;
}
