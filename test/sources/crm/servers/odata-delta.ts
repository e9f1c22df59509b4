import type { Request, Response } from 'express';
import type { CrmPerson, CrmRecords } from './crm-server.ts';
import { unknownNames } from './unknown-names.ts';

type Person = Required<CrmPerson>;

/** A collection whose changes are tracked as in OData 4 (https://docs.oasis-open.org/odata/odata/v4.01: delta links). */
export interface TrackedCollection {
  /** The name of the parameter in the links that says where to go on. */
  readonly tokenName: string;
  readonly people: (records: ReadonlyMap<number, Person>) => readonly Person[];
  /** What a client may select, with its values. */
  readonly render: (person: Person, annotated: boolean) => Readonly<Record<string, unknown>>;
  readonly idName: string;
  readonly renderDeleted: (person: Person) => object;
  /** What a link is answered with that was given in an earlier generation. */
  readonly expired: { readonly status: number; readonly code: string; readonly message: string };
}

const SELECT = '$select';

/**
 * A page of everything or of the changes since a delta link: 400 for parameters that cannot be tracked, next links until
 * the last page, which has the delta link. A link is good for as long as the generation stays the same.
 */
export function sendChanges(
  request: Request,
  response: Response,
  records: CrmRecords,
  tracked: TrackedCollection,
  generation: number,
) {
  const { tokenName, people, render, renderDeleted, idName } = tracked;
  const query = request.query as Readonly<Record<string, string | undefined>>;
  const refuse = (message: string) => response.status(400).json({ error: { code: 'BadRequest', message } });
  if (unknownNames(query, `${SELECT} ${tokenName}`).length > 0) return refuse('not supported with change tracking');
  const preferred = request.get('prefer') ?? '';
  const size = Number(/odata\.maxpagesize=(\d+)/.exec(preferred)?.[1] ?? 10);
  const [born, selected = '', since = '0', until = String(Date.now()), start = '0'] =
    query[tokenName] === undefined
      ? [String(generation), query[SELECT]]
      : Buffer.from(query[tokenName], 'base64url').toString().split('\n');
  if (born !== String(generation)) {
    const { status, ...error } = tracked.expired;
    return response.status(status).json({ error });
  }
  const isChanged = ({ changedAt }: Person) => changedAt > Number(since) && changedAt <= Number(until);
  const deleted = since === '0' ? [] : people(records.deleted).filter(isChanged);
  const rows = [
    ...people(records.people)
      .filter(isChanged)
      .map((person) => select(render(person, preferred.includes('odata.include-annotations=')), selected, idName)),
    ...deleted.map(renderDeleted),
  ];
  if (rows.includes(undefined)) return refuse(`Could not find a property named in ${selected}`);
  const end = Number(start) + size;
  const token = [generation, selected, ...(end < rows.length ? [since, until, end] : [until])];
  const url = new URL(`${request.protocol}://${request.get('host') ?? ''}${request.originalUrl.split('?', 1)[0]}`);
  url.searchParams.set(tokenName, Buffer.from(token.join('\n')).toString('base64url'));
  const link = end < rows.length ? '@odata.nextLink' : '@odata.deltaLink';
  return response.json({ value: rows.slice(Number(start), end), [link]: url.href });
}

/** The properties with these names, their annotations and the id; undefined where there is no such property. */
export function select(row: Readonly<Record<string, unknown>>, names: string, idName: string) {
  const wanted = names.split(',');
  if (names !== '' && wanted.some((name) => !(name in row))) return undefined;
  return Object.fromEntries(
    Object.entries(row).filter(
      ([name]) => name === idName || names === '' || wanted.includes(name.split('@', 1)[0] ?? ''),
    ),
  );
}
