import type { CrmPerson, CrmRecords } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';
import { unordered } from './unordered.ts';

type Person = Required<CrmPerson>;
type Condition = readonly [string, string, unknown];

/** What one calls `search_read` of res.partner with. */
export interface SearchRead {
  readonly domain?: readonly unknown[];
  readonly fields?: readonly string[];
  readonly limit?: number;
  readonly order?: string;
}

const DATE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Odoo strips these from both sides before it compares numbers, and nothing else. */
const SEPARATORS = /[\s\\./()-]/g;

/**
 * `search_read` of res.partner as Odoo's documentation and the module phone_validation have it. Archived partners (those
 * that were removed) are found only by a domain that names `active`. Throws what Odoo would answer as an error.
 */
export function searchPartners(records: CrmRecords, numberFields: readonly ('phone' | 'mobile')[], asked: SearchRead) {
  const { domain = [], fields = [], limit = Infinity, order, ...others } = asked;
  if (unknownNames(others, 'offset').length > 0) throw new Error('unexpected keyword argument');
  if (order !== undefined && order !== 'id') throw new Error(`Invalid order ${order}`);
  const everybody = [...records.people.values(), ...records.deleted.values()].toSorted((a, b) => a.id - b.id);
  const rows = everybody.map((person) => renderPartner(person, !records.deleted.has(person.id), numberFields));
  const namesActive = domain.some((term) => Array.isArray(term) && term[0] === 'active');
  const found = rows.filter((row) => (namesActive || row['active'] === true) && holdsDomain(domain, row, numberFields));
  const known = renderPartner({ ...BLANK }, true, numberFields);
  const unknown = fields.find((field) => !(field in known));
  if (unknown !== undefined) throw new Error(`Invalid field '${unknown}' on model 'res.partner'`);
  const sorted = order === undefined ? unordered(found) : found;
  return sorted.slice(0, limit).map((row) => Object.fromEntries(['id', ...fields].map((name) => [name, row[name]])));
}

type Partner = Readonly<Record<string, unknown>>;

const BLANK = { id: 0, first: '', infix: '', last: '', company: '', phone: '', mobile: '', changedAt: 0 };

/** What is empty is false in Odoo. */
function renderPartner(person: Person, active: boolean, numberFields: readonly ('phone' | 'mobile')[]): Partner {
  const { id, first, infix, last, company, changedAt } = person;
  const isCompany = first === '';
  // Where there is one number only it is the one that was given.
  const number = person.phone || person.mobile;
  return {
    id,
    name: isCompany ? company : [first, infix, last].filter(Boolean).join(' '),
    is_company: isCompany,
    commercial_company_name: company || false,
    ...(numberFields.length === 1
      ? { phone: number || false }
      : { phone: person.phone || false, mobile: person.mobile || false }),
    active,
    write_date: new Date(changedAt).toISOString().replace('T', ' ').slice(0, 19),
  };
}

/** Terms are and-ed; `|` in front of two or-s those. */
function holdsDomain(domain: readonly unknown[], row: Partner, numberFields: readonly string[]): boolean {
  const rest = [...domain];
  const take = (): boolean => {
    const term = rest.shift();
    if (term === '|') {
      const [one, other] = [take(), take()];
      return one || other;
    }
    if (!Array.isArray(term) || term.length !== 3) throw new Error(`Invalid domain term ${JSON.stringify(term)}`);
    return holdsCondition(term as unknown as Condition, row, numberFields);
  };
  let holds = true;
  while (rest.length > 0) holds = take() && holds;
  return holds;
}

function holdsCondition([field, operator, value]: Condition, row: Partner, numberFields: readonly string[]): boolean {
  if (field === 'phone_mobile_search' && operator === '=' && typeof value === 'string') {
    if (value.length < 3) throw new Error('Please enter at least 3 characters when searching a Phone/Mobile number.');
    const own = numberFields.map((name) => String(row[name]).replaceAll(SEPARATORS, ''));
    const asked = value.replaceAll(SEPARATORS, '');
    const digits = asked.replace(/^(?:\+|00)/, '');
    return own.some((number) => (digits === asked ? number === asked : [`+${digits}`, `00${digits}`].includes(number)));
  }
  if (field === 'id' && operator === '>' && typeof value === 'number') return Number(row['id']) > value;
  if (field === 'active' && operator === 'in' && Array.isArray(value)) return value.includes(row['active']);
  if (field === 'write_date' && operator === '>=' && typeof value === 'string' && DATE_TIME.test(value))
    return String(row['write_date']) >= value;
  throw new Error(`Invalid domain term (${field} ${operator} ${JSON.stringify(value)})`);
}
