import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { installTokenEndpoint } from './token-endpoint.ts';
import { unknownNames } from './unknown-names.ts';

export const SNELSTART = {
  clientKey: 'koppelsleutel+not/a=real-one',
  subscriptionKey: 'subscription-not-a-real-one',
};

type Person = Required<CrmPerson>;

const LONGEST_PAGE = 500;

/**
 * SnelStart's B2B API v2 as its documentation has it: a grant of its own and a key beside the token, bare lists of at most
 * 500, and a filter whose names begin with a capital. What is removed is no longer active.
 */
export function startSnelstartServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    const { isGood, endSessions } = installTokenEndpoint(app, {
      path: '/b2b/token',
      grant: 'clientkey',
      form: { clientkey: () => SNELSTART.clientKey },
      lifetime: 3599,
    });

    app.get('/v2/relaties', (request, response) => {
      const refuse = (message: string) => response.status(400).json({ errorCode: 'ODATA', message });
      if (request.get('ocp-apim-subscription-key') !== SNELSTART.subscriptionKey)
        return response
          .status(401)
          .json({ statusCode: 401, message: 'Access denied due to invalid subscription key.' });
      if (!isGood(request.get('authorization')?.replace(/^Bearer /, '') ?? '')) return response.status(401).end();
      const { $top = '500', $skip = '0', $filter } = request.query as Readonly<Record<string, string | undefined>>;
      const [, since] =
        /^ModifiedOn gt datetime'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)'$/.exec($filter ?? '') ?? [];
      if (unknownNames(request.query, '$top $skip $filter $select').length > 0) return refuse('Unknown query option');
      if (!(Number($top) >= 1 && Number($top) <= LONGEST_PAGE)) return refuse('$top');
      if ($filter !== undefined && since === undefined) return refuse('$filter');
      const everybody = [
        ...[...records.people.values()].map((person) => render(person, false)),
        ...[...records.deleted.values()].map((person) => render(person, true)),
      ];
      const found = everybody.filter(({ modifiedOn }) => since === undefined || modifiedOn > since);
      return response.json(found.slice(Number($skip), Number($skip) + Number($top)));
    });

    return { endSessions };
  });
}

function render({ id, first, infix, last, company, phone, mobile, changedAt }: Person, nonactief: boolean) {
  const name = [first, infix, last].filter(Boolean).join(' ');
  return {
    relatiesoort: ['Klant'],
    modifiedOn: new Date(changedAt).toISOString().slice(0, 23),
    relatiecode: 10_000 + id,
    naam: company || name,
    vestigingsAdres: { contactpersoon: name, straat: '', postcode: '', plaats: '', land: null },
    telefoon: phone || null,
    mobieleTelefoon: mobile || null,
    nonactief,
    id: String(id),
    uri: `/relaties/${id}`,
  };
}
