import { readCallerAddress } from './caller-address.ts';

// Words with which networks, PBXs and phones say that there is no caller to name; without spaces and punctuation.
const WITHHELD_WORDS = new Set(
  [
    'anonymous anonymouscaller anonymousinvalid blocked callerunknown idunavailable none nocallerid nonumber null numberwithheld',
    'outofarea private privatecaller privatenumber restricted unavailable undefined unknown unknowncaller',
    'unknownnumber withheld withheldnumber',
    'afgeschermd afgeschermdnummer anoniem geennummer geheim geheimnummer onbekend onbekendebeller onbekendnummer',
    'prive privenummer',
    'anonym keinenummer privat unbekannt unbekanntenummer unbekannteranrufer unterdruckt',
    'anonyme inconnu masque numeromasque',
  ].flatMap((words) => words.split(' ')),
);

/** ANONYMOUS on a keypad: what a gateway sends that can only send digits. */
const ANONYMOUS_DIGITS = '266696687';

/**
 * Whether the PBX says that the caller is not to be known: nothing at all, a word such as `anonymous` or `anoniem`
 * (also as a SIP address), only zeros, or 266696687. Such a caller is never looked up.
 */
export function isWithheld(text: string): boolean {
  const address = readCallerAddress(text);
  return address !== undefined && isWithheldUser(address.user);
}

/** The same of the user part of an address that has been read. */
export function isWithheldUser(user: string): boolean {
  const dialled = user.replace(/[^\p{L}\d*#]/gu, '');
  return /^0*$/.test(dialled) || dialled === ANONYMOUS_DIGITS || WITHHELD_WORDS.has(withoutAccents(dialled));
}

function withoutAccents(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
