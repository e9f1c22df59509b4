import { startCrmServer, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

export const ACTIVECAMPAIGN_KEY = 'activecampaign-not-a-real-one';

type Query = Readonly<Record<string, string | undefined>>;

/** ActiveCampaign's API v3 as its documentation has it: a header, pages of at most 100, and everything as a text. */
export function startActivecampaignServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.use((request, response, next) => {
      if (request.get('api-token') === ACTIVECAMPAIGN_KEY) return next();
      return response.status(403).json({ message: 'You are not authorized to access this resource' });
    });

    app.get('/api/3/contacts', (request, response) => {
      const query = request.query as Query;
      const { limit = '20', offset = '0', 'filters[updated_after]': since } = query;
      const known = 'limit offset orders[id] filters[updated_after] search email';
      const isMoment = since === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(since);
      if (unknownNames(query, known).length > 0 || Number(limit) > 100 || !isMoment)
        return response.status(422).json({ errors: [{ title: 'invalid parameter' }] });
      const found = [...records.people.values()].filter(
        ({ changedAt }) => since === undefined || changedAt >= Date.parse(since),
      );
      const all = query['orders[id]'] === 'ASC' ? found.toSorted((a, b) => a.id - b.id) : unordered(found);
      const page = all.slice(Number(offset), Number(offset) + Number(limit));
      return response.json({
        contacts: page.map(({ id, first, infix, last, company, phone, mobile, changedAt }) => ({
          id: String(id),
          firstName: [first, infix].filter(Boolean).join(' '),
          lastName: last,
          orgname: company,
          phone: phone || mobile,
          udate: new Date(changedAt).toISOString(),
        })),
        meta: { total: String(all.length) },
      });
    });
  });
}
