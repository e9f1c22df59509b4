import type { FieldName, Hook } from '../domain/hook.ts';
import type { Pair } from './read-query.ts';

/** What a PBX said about a call; a field it did not give is empty. */
export type Fields = Record<FieldName, string>;

/** The names PBXs and their customers give the fields, in any case. */
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

const fieldOfAlias: ReadonlyMap<string, FieldName> = new Map(
  Object.entries(ALIASES).flatMap(([field, names]) => names.split(' ').map((name) => [name, field as FieldName])),
);

export function emptyFields(): Fields {
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

/**
 * Fills the fields that are still empty from `pairs`: first by the hook's own names, then by the known aliases; of a
 * field given twice the first that is not empty counts. A name that the hook gives a meaning loses its usual one.
 */
export function fillFields(fields: Fields, pairs: readonly Pair[], own: Hook['fields']): void {
  const ownNames = new Map(Object.entries(own).map(([field, name]) => [name.toLowerCase(), field as FieldName]));
  if (ownNames.size > 0) {
    for (const [name, value] of pairs) fill(fields, ownNames.get(name.toLowerCase()), value);
  }
  for (const [name, value] of pairs) {
    const field = fieldOfAlias.get(name) ?? fieldOfAlias.get(name.toLowerCase());
    if (!ownNames.has(name.toLowerCase())) fill(fields, field, value);
  }
}

/** Fills one field, unless it is filled already. */
export function fill(fields: Fields, field: FieldName | undefined, value: string): void {
  if (field === undefined || fields[field] !== '') return;
  fields[field] = field === 'from' || field === 'to' ? restorePlus(value) : value;
}

/** A raw `+` in a query arrives as a space. */
function restorePlus(number: string): string {
  return number.replace(/^((?:sips?:|tel:)?) (?=[1-9])/i, '$1+');
}
