import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';

export const GENERIC_KEY = 'key-not-a-real-one';

/** The CRM that `generic-rest.yaml` describes: an API key, cursors, and numbers searched exactly as they were typed. */
export function startGenericServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.get('/contacts', (request, response) => {
      if (request.get('x-api-key') !== GENERIC_KEY) return response.status(403).json({ error: 'forbidden' });
      const query = request.query as Readonly<Record<string, string>>;
      if (query['phone'] !== undefined) {
        const found = [...records.people.values()].filter(({ phone, mobile }) =>
          [phone, mobile].includes(query['phone'] ?? ''),
        );
        if (found.length === 0) return response.status(404).json({ error: 'not_found' });
        return response.json({ items: found.map((person) => render(person, false)) });
      }
      const since = query['updated_since'] === undefined ? 0 : Date.parse(query['updated_since']);
      if (Number.isNaN(since)) return response.status(422).json({ error: 'updated_since' });
      const living = [...records.people.values()].map((person) => ({ person, gone: false }));
      const gone =
        query['include_deleted'] === 'true'
          ? [...records.deleted.values()].map((person) => ({ person, gone: true }))
          : [];
      const all = [...living, ...gone].filter(({ person }) => person.changedAt >= since);
      const start = Number(query['cursor']?.replace('after-', '') ?? 0);
      const end = start + Number(query['per_page']);
      return response.json({
        items: all.slice(start, end).map(({ person, gone }) => render(person, gone)),
        next_cursor: end < all.length ? `after-${end}` : null,
      });
    });
  });
}

function render(person: Required<CrmPerson>, deleted: boolean) {
  return {
    id: person.id,
    first_name: person.first,
    prefix: person.infix || null,
    last_name: person.last,
    company: person.company ? { name: person.company } : null,
    phone: person.phone || null,
    mobile: person.mobile || null,
    deleted,
  };
}
