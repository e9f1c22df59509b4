import type { Contact } from '../../domain/contact.ts';
import type { Country } from '../../domain/phone-number.ts';
import type { ContactRecord } from './contact-record.ts';
import { recordRejection, type ImportTally } from './import-tally.ts';
import { cleanName, personOf } from './person-name.ts';
import { readPhoneCell, type CellNumbers } from './phone-cell.ts';

/** Longer web addresses are not kept. */
const URL_LENGTH = 2000;

/** The contact of one entry, undefined for one without a usable number or name. The tally hears what was wrong. */
export function contactFromRecord(record: ContactRecord, country: Country, tally: ImportTally): Contact | undefined {
  const found: CellNumbers = { numbers: [], ranges: [], repaired: 0 };
  for (const { column, text } of record.phones) {
    const reason = readPhoneCell(text, country, found);
    if (reason !== undefined) recordRejection(tally, { line: record.line, column, value: text, reason });
  }
  if (found.numbers.length === 0 && found.ranges.length === 0) return undefined;
  const company = companyOf(record.company);
  const person = personOf(record);
  if (person === '' && company === '') {
    const value = record.phones[0]?.text ?? '';
    recordRejection(tally, { line: record.line, column: null, value, reason: 'has a number but no name' });
    return undefined;
  }
  tally.repaired += found.repaired;
  return {
    person: person === '' || isSameText(person, company) ? null : person,
    company: company === '' ? null : company,
    numbers: found.numbers,
    ranges: found.ranges,
    contactUrl: urlOf(record.url),
  };
}

/** A CRM that knows several companies of one person joins them with semicolons, the main one first. */
function companyOf(text: string): string {
  const end = text.indexOf(';');
  return cleanName(end === -1 ? text : text.slice(0, end));
}

/** Lists of companies name the company twice; it is no person called like its employer. */
function isSameText(person: string, company: string): boolean {
  return person.length === company.length && person.toLowerCase() === company.toLowerCase();
}

/** Somebody will click on it: nothing but the web. */
function urlOf(text: string): string | null {
  const url = text.trim();
  return url.length <= URL_LENGTH && /^https?:\/\/\S+$/i.test(url) ? url : null;
}
