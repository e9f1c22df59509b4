/** How many contacts the benchmarks load, each with one number of its own. */
export const CONTACT_COUNT = 1_000_000;

/** The header of the rows that `contactRow` makes. */
export const CONTACT_HEADER = 'First name,Last name,Company,Phone\n';

const FIRST_NAMES =
  'Anna Bram Chloé Daan Emma Finn Guus Hanna Iris Jesse Koen Lotte Mees Noor Olaf Pim Roos Sem Tess Zoë';
const LAST_NAMES =
  'de Boer,Bakker,Dekker,Visser,Jansen,Müller,Smit,Mulder,de Wit,Brouwer,Kok,Prins,Vos,Blom,Peters,Maas';
const TRADES = 'Bakkerij Garage Slagerij Kapsalon Drukkerij Makelaar Apotheek Fietsen Bloemen';
const TOWNS = 'Breda Delft Edam Gouda Hoorn Leiden Meppel Venlo Weert Zeist Assen';
/** Gaps between the known numbers are where the unknown callers live. */
const GAP = 37;
const FIRST_NUMBER = 31_610_000_000;

const firstNames = FIRST_NAMES.split(' ');
const lastNames = LAST_NAMES.split(',');
const trades = TRADES.split(' ');
const towns = TOWNS.split(' ');

/** The number of contact `index` as a PBX sends it: eleven digits of a Dutch mobile number. */
export function knownNumber(index: number): string {
  return String(FIRST_NUMBER + index * GAP);
}

/** A valid number that no contact has; `random` is from 0 to 1. */
export function unknownNumber(index: number, random: number): string {
  return String(FIRST_NUMBER + index * GAP + 1 + Math.floor(random * (GAP - 1)));
}

/** The text a phone shows for contact `index`. */
export function nameOf(index: number): string {
  const { first, last, company } = contact(index);
  return company === '' ? `${first} ${last}` : `${first} ${last} (${company})`;
}

/** Contact `index` as a line of a contact file. */
export function contactRow(index: number): string {
  const { first, last, company } = contact(index);
  return `${first},${last},${company},0${knownNumber(index).slice(2)}\n`;
}

function contact(index: number): { first: string; last: string; company: string } {
  const company = index % 3 === 0 ? '' : `${pick(trades, index)} ${pick(towns, index)}`;
  return { first: pick(firstNames, index), last: pick(lastNames, Math.floor(index / 20)), company };
}

function pick(words: readonly string[], index: number): string {
  return words[index % words.length] ?? '';
}
