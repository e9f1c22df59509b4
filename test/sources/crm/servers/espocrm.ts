import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

export const ESPOCRM_KEY = 'espocrm-not-a-real-one';

type Person = Required<CrmPerson>;
/** What a list can give of each type, beside the id. */
const FIELDS: Readonly<Record<string, string>> = {
  Contact: 'name accountName phoneNumber',
  Lead: 'name accountName phoneNumber status',
  Account: 'name phoneNumber',
};

type Query = Readonly<Record<string, string | undefined>>;

const KNOWN = 'select maxSize offset orderBy order where[0][type] where[0][attribute] where[0][value]';

/**
 * EspoCRM's API v1 as its documentation and source have it: an API key in a header, at most 200 records, `where` as
 * indexed parameters, times in UTC without a zone, all numbers of a record only when it is asked for alone.
 */
export function startEspocrmServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.use((request, response, next) => {
      if (request.get('x-api-key') === ESPOCRM_KEY) return next();
      return response.status(401).send('');
    });

    const people = (type: string) =>
      [...records.people.values()].filter(
        ({ id, first }) => type === (first === '' ? 'Account' : id % 3 === 0 ? 'Lead' : 'Contact'),
      );

    app.get('/api/v1/:type', (request, response, next) => {
      const { type } = request.params;
      const fields = FIELDS[type];
      if (fields === undefined) return next();
      const query = request.query as Query;
      const { maxSize = '20', offset = '0', select = '' } = query;
      const unknown = select.split(',').filter((name) => !`id ${fields}`.split(' ').includes(name));
      if (unknownNames(query, KNOWN).length > 0 || Number(maxSize) > 200) return response.status(403).send('');
      if (unknown.length > 0) return response.status(400).send('');
      const all = people(type).filter((person) => matches(person, query));
      const sorted = query['orderBy'] === 'createdAt' && query['order'] === 'asc' ? all : unordered(all);
      const page = sorted.slice(Number(offset), Number(offset) + Number(maxSize));
      const list = page.map((person) => {
        const record = render(person);
        return Object.fromEntries(
          Object.entries(record).filter(([name]) => ['id', ...select.split(',')].includes(name)),
        );
      });
      return response.json({ total: all.length, list });
    });

    app.get('/api/v1/:type/:id', (request, response, next) => {
      const { type, id } = request.params;
      const person = people(type).find((person) => String(person.id) === id);
      if (person === undefined) return next();
      const phoneNumberData = numbersOf(person).map((phoneNumber, index) => ({ phoneNumber, primary: index === 0 }));
      return response.json({ ...render(person), phoneNumberData });
    });
  });
}

function matches(person: Person, query: Query): boolean {
  const [type, attribute, value = ''] = ['type', 'attribute', 'value'].map((name) => query[`where[0][${name}]`]);
  if (type === undefined && attribute === undefined) return true;
  if (type === 'endsWith' && attribute === 'phoneNumberNumeric')
    return numbersOf(person).some((number) => number.replaceAll(/\D/g, '').endsWith(value));
  if (type === 'after' && attribute === 'modifiedAt' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value))
    return person.changedAt > Date.parse(`${value.replace(' ', 'T')}Z`);
  return false;
}

function render(person: Person) {
  const name = [person.first, person.infix, person.last].filter(Boolean).join(' ');
  return {
    id: String(person.id),
    name: name || person.company,
    accountName: person.company || null,
    phoneNumber: numbersOf(person)[0] ?? null,
    status: person.last === 'Converted' ? 'Converted' : 'New',
  };
}

function numbersOf({ phone, mobile }: Person): string[] {
  return [phone, mobile].filter((typed) => typed !== '');
}
