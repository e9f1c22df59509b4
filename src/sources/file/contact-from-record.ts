import type { Contact } from '../../domain/contact.ts';
import type { Country } from '../../domain/phone-number.ts';
import type { ContactRecord } from './contact-record.ts';
import { recordRejection, type ImportTally } from './import-tally.ts';
import { readPhoneCell, type CellNumbers } from './phone-cell.ts';

/** The longest name that is kept; no phone shows more, and a file may hold a novel. */
const NAME_LENGTH = 256;

/** The contact of one entry, undefined for one without a usable number or name. The tally hears what was wrong. */
export function contactFromRecord(record: ContactRecord, country: Country, tally: ImportTally): Contact | undefined {
  const found: CellNumbers = { numbers: [], ranges: [], repaired: 0 };
  for (const { column, text } of record.phones) {
    const reason = readPhoneCell(text, country, found);
    if (reason !== undefined) recordRejection(tally, { line: record.line, column, value: text, reason });
  }
  if (found.numbers.length === 0 && found.ranges.length === 0) return undefined;
  const company = cleanName(record.company);
  const person = personOf(record);
  if (person === '' && company === '') {
    const value = record.phones[0]?.text ?? '';
    recordRejection(tally, { line: record.line, column: null, value, reason: 'has a number but no name' });
    return undefined;
  }
  tally.repaired += found.repaired;
  return {
    person: person === '' || sameText(person, company) ? null : person,
    company: company === '' ? null : company,
    numbers: found.numbers,
    ranges: found.ranges,
    contactUrl: /^https?:\/\//i.test(record.url) ? record.url.trim() : null,
  };
}

function personOf(record: ContactRecord): string {
  const name = cleanName(record.name);
  if (name !== '') return name;
  let joined = cleanName(record.first);
  for (const part of [record.middle, record.infix, record.last]) {
    const text = cleanName(part);
    if (text !== '') joined = joined === '' ? text : `${joined} ${text}`;
  }
  return joined;
}

/** Exports of companies name the company twice; it is no person called like its employer. */
function sameText(person: string, company: string): boolean {
  return person.length === company.length && person.toLowerCase() === company.toLowerCase();
}

function cleanName(text: string): string {
  if (isClean(text)) return text;
  const visible = text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return visible.length > NAME_LENGTH ? visible.slice(0, NAME_LENGTH).replace(/[\uD800-\uDBFF]$/, '') : visible;
}

/** Printable ASCII without a space at either end or two together: most names, and nothing to do for them. */
function isClean(text: string): boolean {
  if (text.length > NAME_LENGTH) return false;
  let afterSpace = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || (code === 0x20 && afterSpace)) return false;
    afterSpace = code === 0x20;
  }
  return text === '' || !afterSpace;
}
