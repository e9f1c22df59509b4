import type { FieldName, Hook } from '../domain/hook.ts';
import type { Pair } from './read-query.ts';

/** What a PBX said about a call; a field it did not give is empty. */
export type Fields = Record<FieldName, string>;

/** The names PBXs and their customers give the fields, in lower case. */
const ALIASES: Readonly<Record<FieldName, string>> = {
  callId: 'calluniqueid callid call_id uniqueid uuid',
  from: 'callfrom from caller callerid caller_number number num phone telephone phonenumber cid cli hm',
  to: 'callto to callee called did dnid callee_number',
  status: 'status',
  statusDescription: 'status_desc statusdesc event',
  direction: 'direction',
  timestamp: 'timestamp',
  callerName: 'name callername cnam',
};

type NameTable = ReadonlyMap<string, FieldName>;

const aliases: NameTable = new Map(
  Object.entries(ALIASES).flatMap(([field, names]) => names.split(' ').map((name) => [name, field as FieldName])),
);

/** The tables a hook's requests are read by, in turn; made once for each hook. */
const tablesOfHooks = new WeakMap<Hook['fields'], readonly NameTable[]>();

/** Fields of which nothing is known yet. */
export function createFields(): Fields {
  return {
    callId: '',
    from: '',
    to: '',
    status: '',
    statusDescription: '',
    direction: '',
    timestamp: '',
    callerName: '',
  };
}

/** Fills a field unless something stood in it: of a field given twice, the first that is not empty counts. */
export function fillField(fields: Fields, field: FieldName, value: string): void {
  if (fields[field] === '') fields[field] = field === 'from' || field === 'to' ? restorePlus(value) : value;
}

/**
 * Fills the fields from what was sent, by the names the hook gives them before the known aliases, in any case. A name
 * that the hook gives a meaning has no other.
 */
export function fillFields(fields: Fields, pairs: readonly Pair[], ownNames: Hook['fields']): void {
  for (const table of tablesOf(ownNames)) {
    for (const [name, value] of pairs) {
      const field = table.get(name) ?? table.get(name.toLowerCase());
      if (field !== undefined) fillField(fields, field, value);
    }
  }
}

function tablesOf(ownNames: Hook['fields']): readonly NameTable[] {
  let tables = tablesOfHooks.get(ownNames);
  if (!tables) {
    const own: NameTable = new Map(
      Object.entries(ownNames).map(([field, name]) => [name.toLowerCase(), field as FieldName]),
    );
    tables = own.size === 0 ? [aliases] : [own, new Map([...aliases].filter(([name]) => !own.has(name)))];
    tablesOfHooks.set(ownNames, tables);
  }
  return tables;
}

/** A raw `+` in a query arrives as a space; no number starts with one. */
function restorePlus(number: string): string {
  return number.includes(' ') ? number.replace(/^(sips?:|tel:)? (?=[1-9])/i, '$1+') : number;
}
