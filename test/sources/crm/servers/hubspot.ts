import type { Request } from 'express';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { hubspotObjects, matchesFilter, type Filter } from './hubspot-objects.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

type Person = Required<CrmPerson>;

export const HUBSPOT_TOKEN = 'pat-eu1-5f0c-not-a-real-one';

/**
 * HubSpot's CRM v3 as its documentation has it: bearer token, `paging.next.after`, searches of at most 5 groups with 6
 * filters over 10,000 results in no order unless one is asked for, numbers indexed without their country code, of the
 * properties only those asked for, and what was deleted as `archived`.
 */
export function startHubspotServer(): Promise<CrmServer> {
  return startCrmServer((app, records, violate) => {
    app.use((request, response, next) => {
      if (request.get('authorization') === `Bearer ${HUBSPOT_TOKEN}`) return next();
      return response
        .status(401)
        .json({ status: 'error', category: 'INVALID_AUTHENTICATION', message: 'Authentication credentials not found' });
    });

    const objects = hubspotObjects(records, violate);

    app.get('/crm/v3/objects/:type', (request, response, next) => {
      const { type } = request.params;
      if (type !== 'contacts' && type !== 'companies') return next();
      const limit = Number(request.query['limit'] ?? 10);
      if (!(limit >= 1 && limit <= 100)) return response.status(400).json({ message: 'limit must be 1..100' });
      const { properties = '', after = '0', archived: isArchived } = request.query as Readonly<Record<string, string>>;
      const unknown = unknownNames(request.query, 'limit after properties archived associations');
      if (unknown.length > 0) return response.status(400).json({ message: `unknown ${unknown.join()}` });
      const start = Number(after);
      const all = objects.of(type, isArchived === 'true');
      const more = start + limit < all.length;
      const wanted = properties.split(',').filter(Boolean);
      return response.json({
        results: objects.render(all.slice(start, start + limit), wanted),
        ...(more && { paging: { next: { after: String(start + limit), link: 'https://api.hubapi.com/' } } }),
      });
    });

    app.post(
      '/crm/v3/objects/companies/batch/read',
      (request: Request<object, unknown, { inputs?: { id: string }[]; properties?: string[] }>, response) => {
        const { inputs = [], properties = [], ...others } = request.body;
        if (inputs.length === 0 || inputs.length > 100 || Object.keys(others).length > 0)
          return response.status(400).json({ status: 'error', category: 'VALIDATION_ERROR', message: 'inputs' });
        const ids = new Set(inputs.map(({ id }) => id));
        const found = objects.of('companies').filter(({ id }) => ids.has(String(id)));
        return response.json({ status: 'COMPLETE', results: objects.render(found, properties) });
      },
    );

    app.post(
      '/crm/v3/objects/:type/search',
      (request: Request<{ type: string }, unknown, Record<string, unknown>>, response, next) => {
        const { type } = request.params;
        if (type !== 'contacts' && type !== 'companies') return next();
        const { filterGroups, limit, properties, sorts, after, ...others } = request.body;
        const groups = filterGroups as { filters: Filter[] }[];
        const refuse = (message: string) =>
          response.status(400).json({ status: 'error', category: 'VALIDATION_ERROR', message });
        if (Object.keys(others).length > 0) return refuse(`unknown ${Object.keys(others).join()}`);
        if (!Array.isArray(groups) || groups.length > 5 || groups.some(({ filters }) => filters.length > 6))
          return refuse('too many filters');
        if (typeof limit !== 'number' || limit > 200 || after !== undefined) return refuse('limit or after');
        const matches = (person: Person) =>
          groups.some(({ filters }) => filters.every((filter) => matchesFilter(person, filter)));
        const found = objects.of(type).filter(matches);
        const sorted = isById(sorts) ? found.toSorted((a, b) => a.id - b.id) : unordered(found);
        return response.json({
          total: found.length,
          results: objects.render(sorted.slice(0, limit), properties as string[]),
        });
      },
    );
  });
}

function isById(sorts: unknown): boolean {
  const [sort] = (sorts ?? []) as { propertyName?: string; direction?: string }[];
  return sort?.propertyName === 'hs_object_id' && sort.direction === 'ASCENDING';
}
