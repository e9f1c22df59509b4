import { companyKey } from '../../domain/company.ts';
import type { ContactRecord } from './contact-record.ts';

/** The longest name that is kept; no phone shows more, and a file may hold a novel. */
const NAME_LENGTH = 256;

/** How many of a file's names must be written "Last, First" for all of them to be. */
const ENOUGH = 0.8;

const REVERSED = /^([^,]+),\s*([^,]+)$/;

/** Who an entry is: the full name where it has one, else its parts in the order in which they are spoken. */
export function personOf(record: ContactRecord): string {
  const name = cleanName(record.name);
  if (name !== '') return name;
  let joined = cleanName(record.first);
  for (const part of [record.middle, record.infix, record.last]) {
    const text = cleanName(part);
    if (text !== '') joined = joined === '' ? text : `${joined} ${text}`;
  }
  return joined;
}

/** A name on one line, without control characters and outer spaces, and not endlessly long. */
export function cleanName(text: string): string {
  if (isClean(text)) return text;
  const visible = text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return visible.length > NAME_LENGTH ? visible.slice(0, NAME_LENGTH).replace(/[\uD800-\uDBFF]$/, '') : visible;
}

/** Whether a file writes its names "Last, First", going by some of them. */
export function areReversed(names: readonly string[]): boolean {
  const given = names.filter((name) => name.trim() !== '');
  return given.length > 0 && given.filter((name) => REVERSED.test(name)).length >= given.length * ENOUGH;
}

/** "Vries, Anna de" as "Anna de Vries"; a company's legal form stays behind its comma. */
export function unreverse(name: string): string {
  const [, last, first] = REVERSED.exec(name) ?? [];
  if (last === undefined || first === undefined || companyKey(name) === companyKey(last)) return name;
  return `${first.trim()} ${last.trim()}`;
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
