import type { Country } from '../../../domain/phone-number.ts';
import { holdsFullNumbers } from './cell-contents.ts';
import { guessField } from './guess-field.ts';
import { hasChosenColumns, type ColumnChoice } from './map-columns.ts';

/** How far down the row that names the columns may stand, below a title or the name of a report. */
const HEADER_ROWS = 20;

/**
 * Which row names the columns, undefined if none does. It is the first that names a telephone column or holds all
 * columns a person has chosen. Where no row does either, the first is taken for it unless it has a telephone number.
 */
export function findHeader(
  rows: readonly (readonly string[])[],
  country: Country,
  chosen: ColumnChoice = {},
): number | undefined {
  const holdsNumber = (row: readonly string[]): boolean => row.some((cell) => holdsFullNumbers(cell, country));
  const firstNumber = rows.findIndex((row) => holdsNumber(row));
  const candidates = rows.slice(0, firstNumber === -1 ? HEADER_ROWS : Math.min(firstNumber, HEADER_ROWS));
  const header = candidates.findIndex((row) => namesPhoneColumn(row) || hasChosenColumns(row, chosen));
  if (header !== -1) return header;
  return firstNumber === 0 ? undefined : 0;
}

function namesPhoneColumn(row: readonly string[]): boolean {
  const guesses = row.map((cell) => guessField(cell));
  const phone = guesses.some((guess) => guess === 'phone' || guess === 'perhaps phone');
  return phone && row.filter((cell) => cell.trim() !== '').length > 1;
}
