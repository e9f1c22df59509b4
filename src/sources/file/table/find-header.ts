import type { Country } from '../../../domain/phone-number.ts';
import { holdsFullNumbers } from './cell-contents.ts';
import { SINGLE_FIELDS } from './column-names.ts';
import { guessField, type Guess } from './guess-field.ts';
import { hasChosenColumns, type ColumnChoice } from './map-columns.ts';

/** How far down the row that names the columns may stand, below a title or the name of a report. */
const HEADER_ROWS = 20;

const PHONE_GUESSES: ReadonlySet<Guess> = new Set<Guess>(['phone', 'perhaps phone']);

/**
 * Which row names the columns, undefined if none does. It is the first that holds all columns a person has chosen, or
 * names a telephone column (and another one, if a telephone number stands above it, as in a letterhead). Where no row
 * does either, the first is taken for it unless it has a telephone number.
 */
export function findHeader(
  rows: readonly (readonly string[])[],
  country: Country,
  chosen: ColumnChoice,
): number | undefined {
  const firstNumber = rows.findIndex((row) => row.some((cell) => holdsFullNumbers(cell, country)));
  const header = rows.slice(0, HEADER_ROWS).findIndex((row, index) => {
    const aboveNumbers = firstNumber === -1 || index < firstNumber;
    return hasChosenColumns(row, chosen) || (namesPhone(row) && (aboveNumbers ? filled(row) > 1 : namesField(row)));
  });
  if (header !== -1) return header;
  return firstNumber === 0 ? undefined : 0;
}

function namesPhone(row: readonly string[]): boolean {
  return row.some((cell) => PHONE_GUESSES.has(guessField(cell)));
}

function namesField(row: readonly string[]): boolean {
  return row.some((cell) => SINGLE_FIELDS.some((field) => field === guessField(cell)));
}

function filled(row: readonly string[]): number {
  return row.filter((cell) => cell.trim() !== '').length;
}
