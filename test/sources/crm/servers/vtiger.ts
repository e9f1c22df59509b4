import { createHash, randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { startCrmServer, type CrmPerson, type CrmRecords, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

export const VTIGER = { user: 'phone', key: 'vtigerNotARealOne' };

type Person = Required<CrmPerson>;
type Row = Readonly<Record<string, string | null>>;
type Fields = Readonly<Record<string, string | undefined>>;

const MOST_ROWS = 100;

/** A module's number, which its ids begin with, and its fields beside `id` and `modifiedtime`. */
const MODULES: Readonly<Record<string, { readonly number: number; readonly fields: readonly string[] }>> = {
  Leads: { number: 10, fields: 'firstname lastname company phone mobile'.split(' ') },
  Accounts: { number: 11, fields: 'accountname phone otherphone'.split(' ') },
  Contacts: { number: 12, fields: 'firstname lastname account_id phone mobile homephone otherphone'.split(' ') },
};

/**
 * vTiger's webservice.php as its documentation and source have it: a challenge that is good once, sessions, 200 for every
 * error, and one table at a time in a language like SQL without brackets, of which it gives 100 rows at most, in no order
 * unless one is asked for, with texts as HTML has them. Every third person is a lead.
 */
export function startVtigerServer(): Promise<CrmServer> {
  return startCrmServer((app, records, violate) => {
    const sessions = new Set<string>();
    let challenge = randomUUID();

    app.get('/webservice.php', (request, response) => {
      const { operation, username, sessionName = '', query = '' } = request.query as Fields;
      if (unknownNames(request.query, 'operation username sessionName query').length > 0)
        violate(`unknown in ${request.url}`);
      if (operation === 'getchallenge') {
        if (username !== VTIGER.user) return refuse(response, 'ACCESS_DENIED', 'username does not exists');
        challenge = randomUUID();
        return response.json({ success: true, result: { token: challenge, serverTime: 0, expireTime: 300 } });
      }
      if (sessionName === '') return refuse(response, 'AUTHENTICATION_REQUIRED', 'Authencation required');
      if (!sessions.has(sessionName)) return refuse(response, 'INVALID_SESSIONID', 'Session Identifier is Invalid');
      if (operation !== 'query') return refuse(response, 'UNKNOWN_OPERATION', 'Unknown operation requested');
      const result = runQuery(query, records);
      return typeof result === 'string' ? refuse(response, result, query) : response.json({ success: true, result });
    });

    app.post('/webservice.php', (request: Request<object, unknown, Fields>, response) => {
      const { operation, username, accessKey, ...others } = request.body;
      const expected = createHash('md5').update(`${challenge}${VTIGER.key}`).digest('hex');
      if (!request.is('application/x-www-form-urlencoded') || unknownNames(others, '').length > 0)
        violate('a login that is no form');
      if (operation !== 'login') return refuse(response, 'UNKNOWN_OPERATION', 'Unknown operation requested');
      if (username !== VTIGER.user || accessKey !== expected)
        return refuse(response, 'INVALID_USER_CREDENTIALS', 'Invalid username or password');
      challenge = randomUUID();
      const sessionName = randomUUID();
      sessions.add(sessionName);
      return response.json({ success: true, result: { sessionName, userId: '19x1', version: '0.22' } });
    });

    return { endSessions: () => sessions.clear() };
  });
}

/** The rows, or the code of an error. */
function runQuery(text: string, records: CrmRecords): Row[] | string {
  const statement = /^SELECT ([\w, ]+) FROM (\w+)(?: WHERE (.+?))?( ORDER BY id)?(?: LIMIT (\d+))?;$/;
  const [, columns = '', name = '', where, order, limit = String(MOST_ROWS)] = statement.exec(text) ?? [];
  const module = MODULES[name];
  if (module === undefined) return 'QUERY_SYNTAX_ERROR';
  const known = new Set(['id', 'modifiedtime', ...module.fields]);
  const selected = columns.split(', ');
  const terms = where?.split(/ (?:AND|OR) /) ?? [];
  const conditions = terms.map((term) => /^(\w+) (=|>|>=|LIKE) '([^']*)'$/.exec(term));
  if (conditions.includes(null) || (/ AND /.test(where ?? '') && / OR /.test(where ?? ''))) return 'QUERY_SYNTAX_ERROR';
  if ([...selected, ...conditions.map((one) => one?.[1] ?? '')].some((column) => !known.has(column)))
    return 'ACCESS_DENIED';
  const holds = (row: Row) => conditions.map((one) => compare(row, one?.[1] ?? '', one?.[2] ?? '', one?.[3] ?? ''));
  const found = rowsOf(name, module.number, records).filter((row) =>
    / OR /.test(where ?? '') ? holds(row).includes(true) : !holds(row).includes(false),
  );
  const sorted =
    order === undefined ? unordered(found) : found.toSorted((a, b) => numberOf(a['id']) - numberOf(b['id']));
  return sorted
    .slice(0, Math.min(Number(limit), MOST_ROWS))
    .map((row) => Object.fromEntries([...selected, 'id'].map((column) => [column, asHtml(row[column] ?? null)])));
}

function compare(row: Row, column: string, operator: string, value: string): boolean {
  const own = row[column] ?? '';
  if (operator === 'LIKE') return new RegExp(`^${value.replaceAll('%', '.*')}$`).test(own);
  if (column === 'id') return operator === '=' ? numberOf(own) === numberOf(value) : numberOf(own) > numberOf(value);
  if (column === 'modifiedtime' && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) return false;
  return operator === '>=' ? own >= value : operator === '=' && own === value;
}

/** Of 12x34 the 34: a module's number is not looked at. */
function numberOf(id: string | null | undefined): number {
  return Number(/^\d+x(\d+)$/.exec(id ?? '')?.[1]);
}

function rowsOf(name: string, number: number, { people }: CrmRecords): Row[] {
  const everybody = [...people.values()];
  const own = everybody.filter(({ first }) => first === '');
  const employers = [...new Set(everybody.map(({ company }) => company))]
    .filter((company) => company !== '' && !own.some((one) => one.company === company))
    .map((accountname, index) => ({ id: `11x${900_000 + index}`, accountname, modifiedtime: '1970-01-01 00:00:00' }));
  const accounts = [...employers, ...own.map(toAccount)];
  if (name === 'Accounts') return accounts;
  return everybody
    .filter(({ id, first }) => first !== '' && name === (id % 3 === 0 ? 'Leads' : 'Contacts'))
    .map((person) => {
      const account = accounts.find(({ accountname }) => accountname === person.company);
      return toPerson(person, number, account?.id ?? null);
    });
}

function toAccount(person: Person) {
  return { ...common(person, 11), accountname: person.company, otherphone: person.mobile };
}

/** Where contacts have their second number, now in one field, now in another. */
const SECOND_FIELDS = ['mobile', 'homephone', 'otherphone'];

function toPerson(person: Person, number: number, account_id: string | null): Row {
  const { id, first, infix, last, company, mobile } = person;
  const second = number === 10 ? 'mobile' : (SECOND_FIELDS[Math.floor(id / 3) % 3] ?? '');
  const name = { firstname: [first, infix].filter(Boolean).join(' '), lastname: last };
  return { ...common(person, number), ...name, company, account_id, [second]: mobile };
}

function common({ id, phone, changedAt }: Person, number: number) {
  const modifiedtime = new Date(changedAt).toISOString().replace('T', ' ').slice(0, 19);
  return { id: `${number}x${id}`, phone, modifiedtime };
}

/** As PHP's htmlentities does, of the characters that a test has. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#039;',
  '<': '&lt;',
  '>': '&gt;',
  é: '&eacute;',
  ü: '&uuml;',
};

function asHtml(text: string | null): string | null {
  return text?.replaceAll(/[&"'<>éü]/g, (character) => ENTITIES[character] ?? '') ?? null;
}

function refuse(response: Response, code: string, message: string) {
  return response.json({ success: false, error: { code, message } });
}
