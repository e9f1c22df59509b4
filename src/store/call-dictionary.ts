import type { Database } from 'better-sqlite3';
import type { ShownName } from '../calls/call-facts.ts';
import type { Party } from '../calls/party.ts';
import type { Workspace } from '../domain/contact.ts';

/** The ids of texts that come again and again. `idOf…` adds what is new; `find…` does not. */
export interface CallDictionary {
  idOfWorkspace(workspace: Workspace): number;
  findWorkspace(workspace: Workspace): number | undefined;
  workspaceOf(id: number): Workspace;
  listWorkspaces(): readonly Workspace[];
  /** Null for a withheld party. */
  idOfParty(workspace: number, party: Party): number | null;
  findParty(workspace: number, party: Party): number | null | undefined;
  /** Withheld where it is null, and where somebody was erased. */
  partyOf(id: number | null): Party;
  /** From here on the party outlives its calls. */
  keepParty(id: number): void;
  /** Null where nobody knew the number. */
  idOfShown(party: number | null, shown: ShownName | null): number | null;
  shownOf(id: number): KnownName | undefined;
  idOfReason(reason: string | null): number | null;
  reasonOf(id: number | null): string | null;
  /** Forgets what was remembered: rows have been deleted, or a transaction was undone. */
  forget(): void;
}

export interface KnownName {
  readonly name: string | null;
  readonly source: string;
  readonly contactUrl: string | null;
}

/** Callers come again: this many texts are remembered of each kind. */
const MOST_REMEMBERED = 50_000;

/** The dictionary of a call log; `database` may be read-only, as long as nothing is added. */
export function openCallDictionary(database: Database): CallDictionary {
  const findWorkspace = database.prepare<[Workspace], number>('SELECT id FROM workspaces WHERE name = ?').pluck();
  const workspaceOf = database.prepare<[number], Workspace>('SELECT name FROM workspaces WHERE id = ?').pluck();
  const listWorkspaces = database.prepare<[], Workspace>('SELECT name FROM workspaces ORDER BY id').pluck();
  const workspaceIds = remember((name: Workspace) => findWorkspace.get(name));
  const workspaceNames = remember((id: number) => workspaceOf.get(id));
  const addWorkspace = database.prepare<[Workspace]>('INSERT INTO workspaces (name) VALUES (?)');

  const findNumber = database
    .prepare<[number, Party], number>('SELECT id FROM numbers WHERE workspace = ? AND number = ?')
    .pluck();
  const addNumber = database.prepare<[number, Party]>('INSERT INTO numbers (workspace, number) VALUES (?, ?)');
  const numberIds = remember((key: string) => {
    const [workspace, party] = [Number.parseInt(key, 10), key.slice(key.indexOf(' ') + 1)];
    return findNumber.get(workspace, party);
  });
  const numberOf = database.prepare<[number], Party>('SELECT number FROM numbers WHERE id = ?').pluck();
  const numbers = remember((id: number) => numberOf.get(id));
  const keep = database.prepare<[number]>('UPDATE numbers SET own = 1 WHERE id = ? AND own = 0');
  const kept = new Set<number>();

  type ShownKey = [party: number, name: string | null, source: string, contactUrl: string | null];
  const findShown = database
    .prepare<ShownKey, number>(
      'SELECT id FROM shown_names WHERE number = ? AND name IS ? AND source = ? AND contact_url IS ?',
    )
    .pluck();
  const addShown = database.prepare<ShownKey>(
    'INSERT INTO shown_names (number, name, source, contact_url) VALUES (?, ?, ?, ?)',
  );
  const shownIds = remember((key: string) => findShown.get(...(JSON.parse(key) as ShownKey)));
  const readShown = database.prepare<[number], KnownName>(
    'SELECT name, source, contact_url AS contactUrl FROM shown_names WHERE id = ?',
  );

  const shown = remember((id: number) => readShown.get(id));

  const findReason = database.prepare<[string], number>('SELECT id FROM reasons WHERE text = ?').pluck();
  const reasonOf = database.prepare<[number], string>('SELECT text FROM reasons WHERE id = ?').pluck();
  const reasonIds = remember((text: string) => findReason.get(text));
  const reasons = remember((id: number) => reasonOf.get(id));
  const addReason = database.prepare<[string]>('INSERT INTO reasons (text) VALUES (?)');

  return {
    idOfWorkspace: (name) => workspaceIds.get(name) ?? workspaceIds.set(name, idOf(addWorkspace.run(name))),
    findWorkspace: (name) => workspaceIds.get(name),
    listWorkspaces: () => listWorkspaces.all(),
    workspaceOf: (id) => workspaceNames.get(id) ?? '',
    idOfParty: (workspace, party) => {
      if (party === '') return null;
      const key = `${workspace} ${party}`;
      return numberIds.get(key) ?? numberIds.set(key, idOf(addNumber.run(workspace, party)));
    },
    findParty: (workspace, party) => (party === '' ? null : numberIds.get(`${workspace} ${party}`)),
    partyOf: (id) => (id === null ? '' : (numbers.get(id) ?? '')),
    keepParty: (id) => {
      if (kept.has(id)) return;
      keep.run(id);
      kept.add(id);
    },
    idOfShown: (party, shown) => {
      if (party === null || !shown || shown.source === null) return null;
      const row: ShownKey = [party, shown.name, shown.source, shown.contactUrl];
      const key = JSON.stringify(row);
      return shownIds.get(key) ?? shownIds.set(key, idOf(addShown.run(...row)));
    },
    shownOf: (id) => shown.get(id),
    idOfReason: (text) =>
      text === null ? null : (reasonIds.get(text) ?? reasonIds.set(text, idOf(addReason.run(text)))),
    reasonOf: (id) => (id === null ? null : (reasons.get(id) ?? null)),
    forget: () => {
      for (const memory of [
        workspaceIds,
        workspaceNames,
        numberIds,
        numbers,
        shownIds,
        shown,
        reasonIds,
        reasons,
        kept,
      ])
        memory.clear();
    },
  };
}

function idOf({ lastInsertRowid }: { readonly lastInsertRowid: number | bigint }): number {
  return Number(lastInsertRowid);
}

interface Memory<K, V> {
  /** What is remembered, or else looked up and remembered. */
  get(key: K): V | undefined;
  set(key: K, value: V): V;
  clear(): void;
}

function remember<K, V>(lookUp: (key: K) => V | undefined): Memory<K, V> {
  const values = new Map<K, V>();
  const set = (key: K, value: V): V => {
    if (values.size >= MOST_REMEMBERED) values.clear();
    values.set(key, value);
    return value;
  };
  return {
    get: (key) => {
      const known = values.get(key);
      if (known !== undefined) return known;
      const found = lookUp(key);
      return found === undefined ? undefined : set(key, found);
    },
    set,
    clear: () => values.clear(),
  };
}
