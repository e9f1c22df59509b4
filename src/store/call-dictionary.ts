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

/** Callers come again: this many texts are remembered of each kind, and of this many workspaces. */
const MOST_REMEMBERED = 50_000;
const MOST_WORKSPACES = 20;

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
  const numberIds = remember(
    (workspace: number) => remember((party: Party) => findNumber.get(workspace, party)),
    MOST_WORKSPACES,
  );
  /** Looked for last, and not there: who calls for the first time is looked for before they are added. */
  let missing: { readonly workspace: number; readonly party: Party } | undefined;
  const numberOf = database.prepare<[number], Party>('SELECT number FROM numbers WHERE id = ?').pluck();
  const numbers = remember((id: number) => numberOf.get(id));
  const keep = database.prepare<[number]>('UPDATE numbers SET own = 1 WHERE id = ? AND own = 0');
  const kept = new Set<number>();

  type ShownRow = [party: number, name: string | null, source: string, contactUrl: string | null];
  const findShown = database
    .prepare<ShownRow, number>(
      'SELECT id FROM shown_names WHERE number = ? AND name IS ? AND source = ? AND contact_url IS ?',
    )
    .pluck();
  const addShown = database.prepare<ShownRow>(
    'INSERT INTO shown_names (number, name, source, contact_url) VALUES (?, ?, ?, ?)',
  );
  /** The name that was shown last for a party; null where there is none yet. */
  const lastShown = remember<number, (KnownName & { readonly id: number }) | null>(() => undefined);
  const readShown = database.prepare<[number], KnownName>(
    'SELECT name, source, contact_url AS contactUrl FROM shown_names WHERE id = ?',
  );

  const shown = remember((id: number) => readShown.get(id));

  const findReason = database.prepare<[string], number>('SELECT id FROM reasons WHERE text = ?').pluck();
  const reasonOf = database.prepare<[number], string>('SELECT text FROM reasons WHERE id = ?').pluck();
  const reasonIds = remember((text: string) => findReason.get(text));
  const reasons = remember((id: number) => reasonOf.get(id));
  const addReason = database.prepare<[string]>('INSERT INTO reasons (text) VALUES (?)');

  const addParty = (workspace: number, party: Party): number => {
    const id = idOf(addNumber.run(workspace, party));
    missing = undefined;
    numberIds.get(workspace)?.set(party, id);
    lastShown.set(id, null);
    return id;
  };

  return {
    idOfWorkspace: (name) => workspaceIds.get(name) ?? workspaceIds.set(name, idOf(addWorkspace.run(name))),
    findWorkspace: (name) => workspaceIds.get(name),
    listWorkspaces: () => listWorkspaces.all(),
    workspaceOf: (id) => workspaceNames.get(id) ?? '',
    idOfParty: (workspace, party) => {
      if (party === '') return null;
      const isMissing = missing?.party === party && missing.workspace === workspace;
      return (isMissing ? undefined : numberIds.get(workspace)?.get(party)) ?? addParty(workspace, party);
    },
    findParty: (workspace, party) => {
      if (party === '') return null;
      const id = numberIds.get(workspace)?.get(party);
      if (id === undefined) missing = { workspace, party };
      return id;
    },
    partyOf: (id) => (id === null ? '' : (numbers.get(id) ?? '')),
    keepParty: (id) => {
      if (kept.has(id)) return;
      keep.run(id);
      kept.add(id);
    },
    idOfShown: (party, shown) => {
      if (party === null || !shown || shown.source === null) return null;
      const { name, source, contactUrl } = shown;
      const last = lastShown.get(party);
      if (last?.name === name && last.source === source && last.contactUrl === contactUrl) return last.id;
      const row: ShownRow = [party, name, source, contactUrl];
      const id = (last === null ? undefined : findShown.get(...row)) ?? idOf(addShown.run(...row));
      lastShown.set(party, { id, name, source, contactUrl });
      return id;
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
        lastShown,
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

function remember<K, V>(lookUp: (key: K) => V | undefined, most = MOST_REMEMBERED): Memory<K, V> {
  const values = new Map<K, V>();
  const set = (key: K, value: V): V => {
    if (values.size >= most) values.clear();
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
