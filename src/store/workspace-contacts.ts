import type { Database as Connection } from 'better-sqlite3';
import type { FoundContact } from '../domain/contact.ts';
import { directDialStems } from '../domain/direct-dial.ts';
import { rangePrefixes } from '../domain/number-range.ts';
import type { PhoneNumber } from '../domain/phone-number.ts';
import type { SourceRow } from './source-rows.ts';

/** The contacts of one workspace, as its sources stand in one version of the database. */
export interface WorkspaceContacts {
  /** As Directory.findByNumber. */
  findByNumber(number: PhoneNumber, only: readonly string[] | undefined): readonly FoundContact[];
  /** As Directory.findByRange. */
  findByRange(number: PhoneNumber, only: readonly string[] | undefined): readonly FoundContact[];
}

/** source, person, company, contactUrl: rows as arrays cost half of rows as objects. */
type ContactRow = [number, string | null, string | null, string | null];

/** Of a number that more contacts share than this, the others are not looked at: a ring does not wait for them. */
const MOST_CONTACTS = 1000;

/** Makes the statements for these sources, which are in the order they are asked. */
export function openWorkspace(database: Connection, sources: readonly SourceRow[]): WorkspaceContacts {
  const ranks = new Map(sources.map(({ id }, rank) => [id, rank]));
  const shapes = new Set(sources.flatMap(({ rangeShapes }) => toShapes(rangeShapes)));
  const directDial = sources.filter(({ ranges }) => ranges === 1);

  function prepare(table: string, among: readonly SourceRow[], condition: string) {
    const ids = among.map(({ id }) => id).join();
    return database
      .prepare<(string | number)[], ContactRow>(
        `SELECT source, person, company, contact_url FROM ${table}
         WHERE source IN (${ids}) AND ${condition} ORDER BY source, ordinal LIMIT ${MOST_CONTACTS}`,
      )
      .raw();
  }
  const byNumber = prepare('contact_numbers', sources, 'number = ?');
  const byPrefix = prepare('contact_ranges', sources, 'prefix = ? AND length = ?');
  const byStem = prepare('contact_numbers', directDial, 'number = ? AND company IS NOT NULL');

  function toContacts(rows: readonly ContactRow[], only: readonly string[] | undefined): readonly FoundContact[] {
    const contacts: FoundContact[] = [];
    for (const [id, person, company, contactUrl] of inOrder(rows)) {
      const source = sources[ranks.get(id) ?? -1];
      if (source === undefined || (only && !only.includes(source.name))) continue;
      const { name, shared, template } = source;
      contacts.push({ person, company, contactUrl, source: name, shared, template });
    }
    return contacts;
  }

  function inOrder(rows: readonly ContactRow[]): readonly ContactRow[] {
    if (rows.length < 2) return rows;
    return rows.toSorted(([a], [b]) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  }

  function findByRange(number: PhoneNumber, only: readonly string[] | undefined): readonly FoundContact[] {
    if (shapes.size === 0 && directDial.length === 0) return [];
    const stems = directDial.length > 0 ? directDialStems(number) : [];
    for (const prefix of rangePrefixes(number)) {
      const isShape = shapes.has(shape(prefix.length, number.length));
      const rows = isShape ? byPrefix.all(prefix, number.length) : [];
      for (const stem of stems) {
        if (stem.prefixLength !== prefix.length) continue;
        // Who is called directly is somebody else than whom the main number stands with.
        for (const [id, , company, contactUrl] of byStem.all(stem.number)) rows.push([id, null, company, contactUrl]);
      }
      const contacts = toContacts(rows, only);
      if (contacts.length > 0) return contacts;
    }
    return [];
  }

  return { findByNumber: (number, only) => toContacts(byNumber.all(number), only), findByRange };
}

function toShapes(json: string): readonly string[] {
  return (JSON.parse(json) as [number, number][]).map(([prefixLength, length]) => shape(prefixLength, length));
}

function shape(prefixLength: number, length: number): string {
  return `${prefixLength} of ${length}`;
}
