/** Cells that Excel and others would take for a formula, and run. */
const FORMULA = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]/;

/** What a file begins with so that Excel reads it as UTF-8. */
export const CSV_START = '\ufeff';

/**
 * One line of a CSV file (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP
 * advises (https://owasp.org/www-community/attacks/CSV_Injection): a caller may choose what name they have. Null is an empty cell.
 */
export function renderCsvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

function renderCell(cell: string | number | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
