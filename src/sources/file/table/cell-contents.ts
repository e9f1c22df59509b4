import { toE164, type Country } from '../../../domain/phone-number.ts';
import { readPhoneCell, saysNoNumber, type CellNumbers } from '../../record/phone-cell.ts';

const DATE = /^\d{1,4}[-/.]\d\d?[-/.]\d{1,4}$/;

/** The shortest number that no customer number or postcode is taken for, in digits. */
const FULL_NUMBER_DIGITS = 8;

/** Whether a cell holds full telephone numbers and nothing else. */
export function holdsFullNumbers(cell: string, country: Country): boolean {
  const digits = cell.replaceAll(/\D/g, '').length;
  if (digits < FULL_NUMBER_DIGITS || DATE.test(cell)) return false;
  const { numbers, ranges } = numbersIn(cell, country) ?? { numbers: [], ranges: [] };
  return ranges.length > 0 || (numbers.length > 0 && numbers.every((number) => toE164(number) !== null));
}

/** Whether a cell holds telephone numbers, be they internal ones, and nothing else. */
export function holdsAnyNumbers(cell: string, country: Country): boolean {
  const found = numbersIn(cell, country);
  return found !== undefined && found.numbers.length + found.ranges.length > 0;
}

/** Whether a cell could be somebody's name: it has a letter, and is neither an address nor mostly digits. */
export function couldBeName(cell: string): boolean {
  return /\p{Letter}/u.test(cell) && !/[@\d]|:\/\//.test(cell);
}

/** How large a part of the cells passes a test, of those that hold anything; 0 when none does. */
export function shareOf(cells: readonly string[], test: (cell: string) => boolean): number {
  const filled = cells.filter((cell) => !saysNoNumber(cell));
  return filled.length === 0 ? 0 : filled.filter((cell) => test(cell.trim())).length / filled.length;
}

function numbersIn(cell: string, country: Country): CellNumbers | undefined {
  const found: CellNumbers = { numbers: [], ranges: [], repaired: 0 };
  return readPhoneCell(cell, country, found) === undefined ? found : undefined;
}
