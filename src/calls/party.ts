import { parsePhoneNumber, type Country } from '../domain/phone-number.ts';
import { isWithheld } from '../domain/withheld-caller.ts';

/**
 * One end of a call as the log keeps it: a canonical number, the text itself where it is no number (`alice` of a SIP
 * address), or an empty text for a withheld caller.
 */
export type Party = string;

export const WITHHELD: Party = '';

/** Longer texts are no name of anybody; they are cut. */
const LONGEST_PARTY = 64;
const EXTENSION = /^local:\d{1,6}$/;

/** The end of a call that a PBX names with this text. */
export function readParty(text: string, country: Country): Party {
  const number = parsePhoneNumber(text, country, 'pbx');
  if (number !== undefined) return number;
  return isWithheld(text) ? WITHHELD : storableText(text, LONGEST_PARTY);
}

/** A phone inside the company: at most six digits that have no E.164 form. */
export function isExtension(party: Party): boolean {
  return EXTENSION.test(party);
}

/** How people write it: without the mark of numbers that have no E.164 form; null for a withheld caller. */
export function showParty(party: Party): string | null {
  return party === WITHHELD ? null : party.replace(/^local:/, '');
}

/** A text of outside that every store gives back as it got it: no control characters, no halves of surrogate pairs. */
export function storableText(text: string, longest: number): string {
  return text
    .slice(0, longest)
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '')
    .trim();
}
