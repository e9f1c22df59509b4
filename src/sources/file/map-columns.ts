import { parsePhoneNumber, toE164, type Country } from '../../domain/phone-number.ts';
import { SourceError } from '../source.ts';
import {
  COLUMN_NAMES,
  DESCRIPTION_ENDINGS,
  FIELDS,
  OTHER_NUMBER_WORDS,
  PHONE_BEGINNINGS,
  PHONE_NAMES,
  PHONE_WORDS,
  type Field,
} from './column-names.ts';

/** Which columns a person says hold a field, by the file's own column names; overrides what the names say. */
export type ColumnChoice = Readonly<Record<string, readonly string[]>>;

interface PhoneColumn {
  readonly index: number;
  readonly column: string;
}

/** Where each field stands in a row; -1 for a field the file does not have. */
export interface ColumnPlan extends Readonly<Record<Exclude<Field, 'phone' | 'fax'>, number>> {
  readonly phones: readonly PhoneColumn[];
  /** Which field each column was taken for, for the report. */
  readonly columns: Readonly<Record<string, Field>>;
}

type Guess = Field | 'perhaps phone' | 'unknown' | 'none';

const SINGLE_FIELDS = ['name', 'first', 'middle', 'infix', 'last', 'company', 'url'] as const;

/** How many of a column's cells must be telephone numbers for the contents to decide that it is a phone column. */
const ENOUGH = 0.8;

/**
 * Which field each column of a file holds, by its header and, where that says nothing, by the cells of its first
 * rows. Throws SourceError when no column holds telephone numbers, or `chosen` names a column or field there is not.
 */
export function mapColumns(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  country: Country,
  chosen: ColumnChoice = {},
): ColumnPlan {
  const names = distinctNames(header);
  const guesses = names.map((_, index) => guessField(header[index] ?? ''));
  applyChoice(guesses, names, chosen);
  decideByContents(guesses, sample, country);
  const plan = planOf(guesses, names);
  if (plan.phones.length > 0) return plan;
  throw new SourceError(
    `no column holds phone numbers; columns found: ${names.join(', ')}; say which with --map phone=Column`,
    false,
  );
}

/** A header as it is compared: lower case, no accents, only letters and digits. */
function normalizeHeader(header: string): string {
  return header
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}

const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map(
  SINGLE_FIELDS.flatMap((field) => COLUMN_NAMES[field].map((name) => [name, field] as const)),
);

function guessField(header: string): Guess {
  const key = normalizeHeader(header);
  if (key.includes('fax')) return 'fax';
  const named = FIELD_BY_NAME.get(key);
  if (named !== undefined) return named;
  if (OTHER_NUMBER_WORDS.some((word) => key.includes(word))) return 'none';
  const phone = PHONE_WORDS.some((word) => key.includes(word));
  if (phone && DESCRIPTION_ENDINGS.some((ending) => key.endsWith(ending))) return 'none';
  if (phone) return 'phone';
  const perhaps = PHONE_NAMES.includes(key) || PHONE_BEGINNINGS.some((beginning) => key.startsWith(beginning));
  return perhaps ? 'perhaps phone' : 'unknown';
}

function applyChoice(guesses: Guess[], names: readonly string[], chosen: ColumnChoice): void {
  for (const [field, columns] of Object.entries(chosen)) {
    const known = FIELDS.find((candidate) => candidate === field);
    if (known === undefined) {
      throw new SourceError(`"${field}" is no field; map one of ${FIELDS.join(', ')}`, false);
    }
    const indexes = columns.map((column) => findColumn(names, column));
    for (const [index, guess] of guesses.entries()) {
      if (guess === known || (known === 'phone' && guess === 'perhaps phone')) guesses[index] = 'none';
    }
    for (const index of indexes) guesses[index] = known;
  }
}

function findColumn(names: readonly string[], column: string): number {
  const exact = names.indexOf(column);
  const index = exact === -1 ? names.findIndex((name) => normalizeHeader(name) === normalizeHeader(column)) : exact;
  if (index !== -1) return index;
  throw new SourceError(`there is no column "${column}"; columns found: ${names.join(', ')}`, false);
}

function decideByContents(guesses: Guess[], sample: readonly (readonly string[])[], country: Country): void {
  const cells = (index: number): string[] => sample.map((row) => row[index] ?? '').filter((cell) => cell !== '');
  const settle = (from: Guess, holds: (cells: readonly string[]) => boolean): void => {
    for (const [index, guess] of guesses.entries()) {
      if (guess === from && holds(cells(index))) guesses[index] = 'phone';
    }
  };
  settle('perhaps phone', (cells) => cells.length === 0 || share(cells, (cell) => looksLikePhone(cell, country)) > 0.5);
  settle('unknown', (cells) => share(cells, (cell) => /^[+0(]/.test(cell) && looksLikePhone(cell, country)) >= ENOUGH);
  if (guesses.includes('phone')) return;
  settle('unknown', (cells) => share(cells, (cell) => looksLikePhone(cell, country)) >= ENOUGH);
}

function share(cells: readonly string[], test: (cell: string) => boolean): number {
  return cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
}

/** A full telephone number: neither a date nor something as short as a customer number. */
function looksLikePhone(cell: string, country: Country): boolean {
  if (cell.length > 40 || cell.replaceAll(/\D/g, '').length < 8 || /^\d{1,4}[-/.]\d\d?[-/.]\d{1,4}$/.test(cell)) {
    return false;
  }
  const number = parsePhoneNumber(cell, country, 'file');
  return number !== undefined && toE164(number) !== null;
}

function planOf(guesses: readonly Guess[], names: readonly string[]): ColumnPlan {
  const columns: [string, Field][] = [];
  const phones: PhoneColumn[] = [];
  const single = { name: -1, first: -1, middle: -1, infix: -1, last: -1, company: -1, url: -1 };
  for (const field of SINGLE_FIELDS) single[field] = bestColumn(guesses, names, field);
  nameBesideFirstNameIsLastName(single);
  for (const [index, column] of names.entries()) {
    const field = SINGLE_FIELDS.find((candidate) => single[candidate] === index);
    const guess = guesses[index];
    if (field !== undefined) columns.push([column, field]);
    else if (guess === 'phone' || guess === 'fax') columns.push([column, guess]);
    if (guess === 'phone') phones.push({ index, column });
  }
  return { ...single, phones, columns: Object.fromEntries(columns) };
}

/** Of several columns for one field the one whose name stands first in the table; a chosen one stands in no table. */
function bestColumn(
  guesses: readonly Guess[],
  names: readonly string[],
  field: (typeof SINGLE_FIELDS)[number],
): number {
  const rank = (index: number): number => COLUMN_NAMES[field].indexOf(normalizeHeader(names[index] ?? ''));
  return guesses.reduce(
    (best, guess, index) => (guess === field && (best === -1 || rank(index) < rank(best)) ? index : best),
    -1,
  );
}

/** "Voornaam;Naam": the second is the family name. */
function nameBesideFirstNameIsLastName(single: { name: number; first: number; last: number }): void {
  if (single.name === -1 || single.first === -1 || single.last !== -1) return;
  single.last = single.name;
  single.name = -1;
}

/** Column names as the report and `map` use them: an empty one gets its position, a repeated one a count. */
function distinctNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((text, index) => {
    const name = text.trim() === '' ? `column ${index + 1}` : text.trim();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
