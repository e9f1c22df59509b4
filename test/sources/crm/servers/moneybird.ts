import type { Request } from 'express';
import { startCrmServer, type CrmPerson, type CrmServer } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';

export const MONEYBIRD = { administration: '123456', token: 'moneybird-not-a-real-one' };

type Person = Required<CrmPerson>;

const MOST_IDS = 100;

/**
 * Moneybird's API v2 as its documentation has it: the format in the path, a list of ids and versions without anything else,
 * and a hundred contacts by their ids. A contact has one number, and the people in it have their own: every third person is
 * one of those.
 */
export function startMoneybirdServer(): Promise<CrmServer> {
  return startCrmServer((app, records) => {
    app.use((request, response, next) => {
      if (request.get('authorization') === `Bearer ${MONEYBIRD.token}`) return next();
      return response.status(401).json({ error: 'The access token is invalid', symbolic: 'unauthorized' });
    });

    app.use('/api/v2/:administration', (request, response, next) => {
      if (request.params.administration === MONEYBIRD.administration) return next();
      return response.status(404).json({ error: 'record not found' });
    });

    const path = `/api/v2/${MONEYBIRD.administration}/contacts/synchronization.json`;

    app.get(path, (request, response) => {
      if (Object.keys(request.query).length > 0) return response.status(400).json({ error: 'unknown parameter' });
      return response.json(
        [...records.people.values()].map(({ id, changedAt }) => ({ id: String(id), version: changedAt })),
      );
    });

    app.post(path, (request: Request<object, unknown, { ids?: unknown }>, response) => {
      const { ids, ...others } = request.body;
      if (!Array.isArray(ids) || ids.length > MOST_IDS || unknownNames(others, '').length > 0)
        return response.status(400).json({ error: 'ids must be an array of at most 100' });
      const wanted = new Set(ids.map(String));
      return response.json([...records.people.values()].filter(({ id }) => wanted.has(String(id))).map(render));
    });
  });
}

function render({ id, first, infix, last, company, phone, mobile, changedAt }: Person) {
  const name = { firstname: [first, infix].filter(Boolean).join(' '), lastname: last };
  const isInside = first !== '' && id % 3 === 2;
  const nobody = { firstname: '', lastname: '' };
  return {
    id: String(id),
    administration_id: Number(MONEYBIRD.administration),
    company_name: company,
    ...(isInside ? nobody : name),
    phone: isInside ? '' : phone || mobile,
    contact_people: isInside
      ? [{ id: `9${id}`, contact_id: String(id), ...name, phone: phone || mobile, email: '', department: null }]
      : [],
    archived: false,
    version: changedAt,
  };
}
