import type { Database as Connection } from 'better-sqlite3';
import { AppError } from '../domain/app-error.ts';
import type { Workspace } from '../domain/contact.ts';
import type { SourceKind, SourceOrigin, SourceSettings } from './contact-store.ts';
import { SOURCES_IN_ORDER } from './source-rows.ts';

interface SourceKey {
  readonly id: number;
  readonly kind: SourceKind;
}

const FILLED_BY: Readonly<Record<SourceKind, string>> = {
  folder: 'is kept in step with a file in the contacts folder',
  upload: 'was uploaded',
  url: 'is fetched from a URL',
  connector: 'is kept in step with a connector',
};

/** Throws AppError `conflict` when there is such a source, but it is of another kind. */
export function refuseOtherKind(known: { readonly kind: SourceKind } | undefined, origin: SourceOrigin): void {
  if (known === undefined || known.kind === origin.kind) return;
  throw new AppError(
    'conflict',
    `the source "${origin.name}" ${FILLED_BY[known.kind]}: choose another name, or delete it there first`,
  );
}

/** The id of a source, which is made if it is new. Throws AppError `conflict` when it is of the other kind. */
export function ensureSource(database: Connection, workspace: Workspace, origin: SourceOrigin): number {
  const known = findSource(database, workspace, origin.name);
  refuseOtherKind(known, origin);
  if (known !== undefined) return known.id;
  const { lastInsertRowid } = database
    .prepare('INSERT INTO sources (workspace, name, kind) VALUES (?, ?, ?)')
    .run(workspace, origin.name, origin.kind);
  return Number(lastInsertRowid);
}

/** The whole of ContactStore.recordError. */
export function recordError(
  database: Connection,
  workspace: Workspace,
  origin: SourceOrigin,
  error: string | null,
): void {
  const write = database.prepare('UPDATE sources SET last_error = ?, file_stamp = ? WHERE id = ?');
  database
    .transaction(() =>
      // Without a stamp, a file that could not be read is tried again at the next start.
      write.run(error, error === null ? origin.fileStamp : null, ensureSource(database, workspace, origin)),
    )
    .immediate();
}

/** The whole of ContactStore.updateSource. */
export function updateSource(
  database: Connection,
  workspace: Workspace,
  name: string,
  { position, ...settings }: Partial<SourceSettings> & { readonly position?: number },
): void {
  database
    .transaction(() => {
      const source = findSource(database, workspace, name);
      if (source === undefined) throw new AppError('not-found', `there is no source "${name}"`);
      writeSettings(database, source.id, settings);
      if (position !== undefined) moveSource(database, workspace, source.id, position);
    })
    .immediate();
}

/** The whole of ContactStore.deleteSource. */
export function deleteSource(database: Connection, workspace: Workspace, name: string): boolean {
  return database
    .transaction(() => {
      const source = findSource(database, workspace, name);
      if (source === undefined) return false;
      deleteContacts(database, source.id);
      database.prepare('DELETE FROM sources WHERE id = ?').run(source.id);
      return true;
    })
    .immediate();
}

/** Removes the numbers, ranges and records of a source. */
export function deleteContacts(database: Connection, source: number): void {
  database.prepare('DELETE FROM contact_numbers WHERE source = ?').run(source);
  database.prepare('DELETE FROM contact_ranges WHERE source = ?').run(source);
  database.prepare('DELETE FROM contact_records WHERE source = ?').run(source);
}

function findSource(database: Connection, workspace: Workspace, name: string): SourceKey | undefined {
  return database
    .prepare<[string, string], SourceKey>('SELECT id, kind FROM sources WHERE workspace = ? AND name = ?')
    .get(workspace, name);
}

function writeSettings(database: Connection, id: number, change: Partial<SourceSettings>): void {
  const write = (column: string, value: string | number | null): void => {
    database.prepare(`UPDATE sources SET ${column} = ? WHERE id = ?`).run(value, id);
  };
  if (change.country !== undefined) write('country', change.country);
  if (change.shared !== undefined) write('shared', change.shared);
  if (change.ranges !== undefined) write('ranges', Number(change.ranges));
  if (change.template !== undefined) write('template', change.template);
}

/**
 * Puts a source at a position, from 1. All in front of it get a position too: those without one stand behind those
 * that have one, and would fall behind it.
 */
function moveSource(database: Connection, workspace: Workspace, id: number, position: number): void {
  const sources = database
    .prepare<[string], { id: number; position: number | null }>(`SELECT id, position ${SOURCES_IN_ORDER}`)
    .all(workspace);
  const others = sources.filter((source) => source.id !== id);
  const index = Math.min(Math.max(position - 1, 0), others.length);
  const placed = Math.max(index, others.findLastIndex((source) => source.position !== null) + 1);
  const write = database.prepare('UPDATE sources SET position = ? WHERE id = ?');
  const ordered = [
    ...others.slice(0, index).map((source) => source.id),
    id,
    ...others.slice(index, placed).map((source) => source.id),
  ];
  for (const [rank, each] of ordered.entries()) write.run(rank + 1, each);
}
