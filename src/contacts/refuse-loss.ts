import { AppError } from '../domain/app-error.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { SourceOrigin } from '../store/contact-store.ts';

/**
 * Throws AppError `unusable-file`, with the report, for a file that would cost a source its contacts by mistake: one
 * that yields nothing, and an upload or a fetched file with less than half of what there was, which is more often an
 * export that went wrong. Who deletes half of a file in the contacts folder wants just that.
 */
export function refuseLoss(source: SourceOrigin, report: ImportReport, contactsBefore: number, shownAs: string): void {
  if (report.contacts === 0) {
    throw new AppError('unusable-file', `${shownAs}: ${nothingUsable(report)}`, { report });
  }
  if (source.kind !== 'folder' && report.contacts * 2 < contactsBefore) {
    const loss = `${contactsBefore} contacts would become ${report.contacts}`;
    throw new AppError('unusable-file', `${shownAs}: ${loss}. Say force=true (--force) if that is right.`, { report });
  }
}

function nothingUsable({ rows, columns, rejected: [first] }: ImportReport): string {
  const column = first?.column ? `, column ${first.column}` : '';
  const reason = first ? ` Line ${first.line}${column}: ${first.reason}.` : '';
  const taken = Object.entries(columns).map(([name, field]) => `${name} as ${field}`);
  const read = taken.length > 0 ? `the columns were read as ${taken.join(', ')}` : 'no column was recognised';
  return (
    `no contact with a name and a usable number (rows: ${rows}; ${read}).${reason} ` +
    'A column that was misread can be named with map, as in phone=Telefoonnummer.'
  );
}
