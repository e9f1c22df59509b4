import type { Request, Response } from 'express';
import { Refusal, runBatch, type BatchBody, type Entity, type Row, type Rows } from './bitrix24-batch.ts';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';

export const BITRIX24 = { user: '7', webhook: 'webhook-not-a-real-one' };

type Person = Required<CrmPerson>;

interface ListBody {
  readonly select?: readonly string[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly order?: Readonly<Record<string, string>>;
  readonly start?: number;
}

const PAGE = 50;
const PERSON = 'ID NAME SECOND_NAME LAST_NAME PHONE DATE_MODIFY';
const FIELDS: Readonly<Record<Entity, string>> = {
  contact: `${PERSON} COMPANY_ID`,
  lead: `${PERSON} COMPANY_TITLE STATUS_SEMANTIC_ID`,
  company: 'ID TITLE PHONE DATE_MODIFY',
};

/**
 * Bitrix24's CRM methods as its documentation has them: a webhook's secret in the path, pages of 50 whatever is asked for,
 * lists without numbers unless they are selected, the newest first unless an order is given; ids by number, of which a
 * batch gets the records, and `[]` for an empty object. Every third person is a lead; those called Converted were won.
 */
export function startBitrix24Server(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const companies = () => [...new Set([...records.people.values()].map(({ company }) => company).filter(Boolean))];
    const rowsOf = (entity: Entity): Row[] => {
      const people = [...records.people.values()];
      const own = people.filter(({ first, company }) => first === '' && company !== '');
      const employers = companies()
        .filter((name) => !own.some(({ company }) => company === name))
        .map((TITLE, index) => ({ ID: String(900_000 + index), TITLE, DATE_MODIFY: 0 }));
      if (entity === 'company') return [...employers, ...own.map(toCompany)];
      const ids = new Map(rowsOf('company').map(({ ID, TITLE }) => [TITLE, ID]));
      return people
        .filter(({ id, first }) => first !== '' && entity === (id % 3 === 0 ? 'lead' : 'contact'))
        .map((person) =>
          toPerson(person, entity === 'contact' ? { COMPANY_ID: ids.get(person.company) ?? null } : leadOf(person)),
        );
    };

    app.post(
      '/rest/:user/:webhook/:method',
      (request: Request<Readonly<Record<string, string>>, unknown, ListBody & BatchBody>, response, next) => {
        const { user, webhook, method = '' } = request.params;
        const [, entity] = /^crm\.(contact|lead|company)\.list$/.exec(method) ?? [];
        if (user !== BITRIX24.user || webhook !== BITRIX24.webhook)
          return refuse(response, 401, 'NO_AUTH_FOUND', 'Wrong authorization data');
        try {
          if (method === 'batch') return response.json({ result: runBatch(request.body, rowsOf), time: {} });
          if (entity === undefined) return next();
          return response.json({ ...list(request.body, entity as Entity, rowsOf), time: {} });
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return refuse(response, 400, '', error.message);
        }
      },
    );
  });
}

function list({ select = [], filter = {}, order = {}, start = 0, ...others }: ListBody, entity: Entity, rowsOf: Rows) {
  const known = FIELDS[entity];
  const unknown = [
    ...unknownNames(others, ''),
    ...unknownNames(filter, '>ID >=DATE_MODIFY'),
    ...select.filter((name) => !known.split(' ').includes(name)),
  ];
  const { '>ID': after = 0, '>=DATE_MODIFY': since = '1970-01-01T00:00:00+00:00' } = filter;
  if (unknown.length > 0) throw new Refusal(`unknown ${unknown.join()}`);
  if (typeof start !== 'number' || Number.isNaN(Number(after))) throw new Refusal('start or >ID');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(String(since))) throw new Refusal('>=DATE_MODIFY');
  const ascending = order['ID'] === 'ASC' ? 1 : -1;
  const found = rowsOf(entity)
    .filter(({ ID, DATE_MODIFY }) => Number(ID) > Number(after) && Number(DATE_MODIFY) >= Date.parse(String(since)))
    .toSorted((a, b) => ascending * (Number(a['ID']) - Number(b['ID'])));
  const from = Math.max(0, start);
  const page = found.slice(from, from + PAGE);
  const result = page.map((row) => Object.fromEntries(['ID', ...select].map((name) => [name, row[name] ?? null])));
  if (start < 0) return { result, total: 0 };
  return { result, total: found.length, ...(from + PAGE < found.length && { next: from + PAGE }) };
}

function toPerson(person: Person, others: Row): Row {
  const { id, first, infix, last, changedAt } = person;
  const own = { NAME: first, SECOND_NAME: infix, LAST_NAME: last, DATE_MODIFY: changedAt };
  return { ID: String(id), ...own, ...numbersOf(person), ...others };
}

function leadOf({ company, last }: Person): Row {
  return { COMPANY_TITLE: company || null, STATUS_SEMANTIC_ID: last === 'Converted' ? 'S' : 'P' };
}

function toCompany(person: Person): Row {
  return { ID: String(person.id), TITLE: person.company, DATE_MODIFY: person.changedAt, ...numbersOf(person) };
}

/** A record without numbers has no list of them. */
function numbersOf({ phone, mobile }: Person): Row {
  const numbers = [phone, mobile].filter(Boolean);
  const PHONE = numbers.map((VALUE, index) => ({ ID: String(index), VALUE_TYPE: 'WORK', VALUE, TYPE_ID: 'PHONE' }));
  return numbers.length === 0 ? {} : { PHONE };
}

function refuse(response: Response, status: number, error: string, error_description: string) {
  return response.status(status).json({ error, error_description });
}
