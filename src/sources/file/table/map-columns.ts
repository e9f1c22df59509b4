import type { Country } from '../../../domain/phone-number.ts';
import { SourceError } from '../../source.ts';
import { couldBeName, holdsAnyNumbers, holdsFullNumbers, shareOf } from './cell-contents.ts';
import { COMPANY_LIST_NAMES, SINGLE_FIELDS, type Field, type SingleField } from './column-names.ts';
import { guessField, normalizeColumnName, rankOfName, type Guess } from './guess-field.ts';

/** Which columns a person says hold a field, by the file's own column names; overrides what the names say. */
export type ColumnChoice = Readonly<Record<string, readonly string[]>>;

/** Where each field may stand in a row, the column to be preferred first. */
export interface ColumnPlan extends Readonly<Record<SingleField, readonly number[]>> {
  readonly phones: readonly { readonly index: number; readonly column: string }[];
  /** Which field each column was taken for, for the report. */
  readonly columns: Readonly<Record<string, Field>>;
}

/** The fields a person may choose columns for. */
const CHOOSABLE = ['phone', ...SINGLE_FIELDS] as const;

/** How many of a column's cells must be telephone numbers for the contents to decide that it is a phone column. */
const ENOUGH = 0.8;

const MOST_LISTED = 100;
const LONGEST_LISTED = 100;

type Rows = readonly (readonly string[])[];

/**
 * Which field each column of a table holds, by its name and, where that says nothing, by the cells of the first rows.
 * Throws SourceError when no column holds telephone numbers, or `chosen` names a column or field there is not.
 */
export function mapColumns(
  columns: readonly string[],
  firstRows: Rows,
  country: Country,
  chosen: ColumnChoice,
): ColumnPlan {
  const guesses = columns.map((column) => guessField(column));
  applyChoice(guesses, columns, chosen);
  if (chosen['phone'] === undefined) findPhonesByContents(guesses, firstRows, country);
  if (!guesses.includes('phone')) {
    const found = listed(columns);
    throw new SourceError(
      `no column holds phone numbers; columns found: ${found}; say which with --map phone=Column`,
      false,
    );
  }
  findNamesByContents(guesses, firstRows);
  return planOf(guesses, columns);
}

/** Whether this could be the row that names the columns a person has chosen. */
export function hasChosenColumns(columns: readonly string[], chosen: ColumnChoice): boolean {
  const wanted = Object.values(chosen).flat();
  return wanted.length > 0 && wanted.every((column) => findColumn(columns, column) !== -1);
}

function applyChoice(guesses: Guess[], columns: readonly string[], chosen: ColumnChoice): void {
  for (const [name, wanted] of Object.entries(chosen)) {
    const field = CHOOSABLE.find((candidate) => candidate === name);
    if (field === undefined) throw new SourceError(`"${name}" is no field; map ${CHOOSABLE.join(', ')}`, false);
    for (const [index, guess] of guesses.entries()) {
      if (guess === field || (field === 'phone' && guess === 'perhaps phone')) guesses[index] = 'other';
    }
    for (const column of wanted) {
      const index = findColumn(columns, column);
      if (index === -1) {
        throw new SourceError(`there is no column "${column}"; columns found: ${listed(columns)}`, false);
      }
      guesses[index] = field;
    }
  }
}

function listed(columns: readonly string[]): string {
  const names = columns.slice(0, MOST_LISTED).map((column) => `"${column.slice(0, LONGEST_LISTED)}"`);
  return names.join(', ') + (columns.length > MOST_LISTED ? `, and ${columns.length - MOST_LISTED} more` : '');
}

function findColumn(columns: readonly string[], wanted: string): number {
  const exact = columns.indexOf(wanted);
  const key = normalizeColumnName(wanted);
  return exact === -1 ? columns.findIndex((column) => normalizeColumnName(column) === key) : exact;
}

function findPhonesByContents(guesses: Guess[], rows: Rows, country: Country): void {
  const settle = (from: Guess, enough: number, test: (cell: string) => boolean): void => {
    for (const [index, guess] of guesses.entries()) {
      if (guess === from && shareOf(cellsOf(rows, index), test) >= enough) guesses[index] = 'phone';
    }
  };
  for (const [index, guess] of guesses.entries()) {
    const empty = cellsOf(rows, index).every((cell) => cell === '');
    if (guess === 'perhaps phone' && empty) guesses[index] = 'phone';
  }
  settle('perhaps phone', 0.5, (cell) => holdsFullNumbers(cell, country));
  settle('unknown', ENOUGH, (cell) => /^[+0('=]/.test(cell) && holdsFullNumbers(cell, country));
  if (guesses.includes('phone')) return;
  settle('unknown', ENOUGH, (cell) => holdsFullNumbers(cell, country));
  settle('perhaps phone', ENOUGH, (cell) => holdsAnyNumbers(cell, country));
}

/** A file that nowhere says who its numbers are has its names in the first column that could hold them. */
function findNamesByContents(guesses: Guess[], rows: Rows): void {
  if (guesses.some((guess) => guess === 'name' || guess === 'first' || guess === 'last' || guess === 'company')) return;
  const index = guesses.findIndex(
    (guess, index) => guess === 'unknown' && shareOf(cellsOf(rows, index), couldBeName) >= ENOUGH,
  );
  if (index !== -1) guesses[index] = 'name';
}

function cellsOf(rows: Rows, index: number): string[] {
  return rows.map((row) => row[index] ?? '');
}

function planOf(guesses: readonly Guess[], columns: readonly string[]): ColumnPlan {
  const settled = readBareName(guesses, columns);
  const columnsOf = (field: SingleField): readonly number[] =>
    [...settled.keys()]
      .filter((index) => settled[index] === field)
      .toSorted((one, other) => rankOfName(columns[one] ?? '', field) - rankOfName(columns[other] ?? '', field));
  const taken = columns.flatMap((column, index) => {
    const guess = settled[index] ?? 'unknown';
    return isField(guess) ? [[column, guess] as const] : [];
  });
  return {
    name: columnsOf('name'),
    first: columnsOf('first'),
    middle: columnsOf('middle'),
    infix: columnsOf('infix'),
    last: columnsOf('last'),
    company: columnsOf('company'),
    url: columnsOf('url'),
    phones: columns.map((column, index) => ({ index, column })).filter(({ index }) => settled[index] === 'phone'),
    columns: Object.fromEntries(taken),
  };
}

function isField(guess: Guess): guess is Field {
  return guess !== 'perhaps phone' && guess !== 'other' && guess !== 'unknown';
}

/** "Naam" is the family name beside "Voornaam", and the company's beside "Contactpersoon" or a customer's number. */
function readBareName(guesses: readonly Guess[], columns: readonly string[]): readonly Guess[] {
  const keys = columns.map((column) => normalizeColumnName(column));
  const bare = keys.findIndex((key, index) => (key === 'name' || key === 'naam') && guesses[index] === 'name');
  if (bare === -1) return guesses;
  if (guesses.includes('first') && !guesses.includes('last')) return guesses.with(bare, 'last');
  const isCompanyList = !guesses.includes('company') && keys.some((key) => COMPANY_LIST_NAMES.includes(key));
  return isCompanyList ? guesses.with(bare, 'company') : guesses;
}
