import type { ContactRecord, PhoneCell } from '../contact-record.ts';
import { readProperties, type CardProperty } from './read-properties.ts';

const BATCH_CARDS = 500;
/** A card with more telephone numbers is no person's; the others are left out. */
const MOST_PHONES = 100;

const MOST_PROPERTIES = 1000;

const WANTED = new Set(['FN', 'N', 'ORG', 'KIND', 'TEL', 'X-ABLABEL']);

/** Telephone numbers that nobody calls from. */
const NO_TELEPHONE = ['FAX', 'PAGER', 'MODEM', 'TEXTPHONE'];

/** The cards in a text of vCards (versions 2.1, 3.0 and 4.0), in batches. What is not within a whole card is skipped. */
export async function* readCards(text: AsyncIterable<string>): AsyncGenerator<ContactRecord[], undefined> {
  let batch: ContactRecord[] = [];
  let card: CardProperty[] = [];
  // A card can stand within a card: version 2.1 describes a contact's secretary so.
  let depth = 0;
  for await (const property of readProperties(text)) {
    const isCard = property.value.trim().toUpperCase() === 'VCARD';
    if (property.name === 'BEGIN' && isCard) {
      depth += 1;
      if (depth === 1) card = [property];
    } else if (property.name === 'END' && isCard) {
      if (depth === 1) batch.push(toRecord(card));
      depth = Math.max(depth - 1, 0);
    } else if (depth === 1 && WANTED.has(property.name) && card.length < MOST_PROPERTIES) {
      card.push(property);
    }
    if (batch.length === BATCH_CARDS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
  return undefined;
}

function toRecord(card: readonly CardProperty[]): ContactRecord {
  const [last = '', first = '', middle = ''] = splitValue(valueOf(card, 'N'), ';');
  const name = unescape(valueOf(card, 'FN'));
  const [organization = ''] = splitValue(valueOf(card, 'ORG'), ';');
  const isOrganization = /^org/i.test(valueOf(card, 'KIND'));
  return {
    line: card[0]?.line ?? 1,
    name: isOrganization && organization === '' ? '' : name,
    first,
    middle,
    infix: '',
    last,
    company: isOrganization && organization === '' ? name : organization,
    url: '',
    phones: phonesOf(card),
  };
}

function phonesOf(card: readonly CardProperty[]): PhoneCell[] {
  const labels = new Map(card.filter(({ name }) => name === 'X-ABLABEL').map(({ group, value }) => [group, value]));
  return card
    .filter(({ name }) => name === 'TEL')
    .filter(({ group, parameters }) => {
      const described = `${parameters.join(';')};${group === '' ? '' : (labels.get(group) ?? '')}`.toUpperCase();
      return !NO_TELEPHONE.some((word) => described.includes(word));
    })
    .slice(0, MOST_PHONES)
    .map(({ value }) => ({ column: 'TEL', text: unescape(value) }));
}

function valueOf(card: readonly CardProperty[], wanted: string): string {
  return card.find(({ name, value }) => name === wanted && value.trim() !== '')?.value ?? '';
}

/** The parts of a value between separators without a backslash, each with its own escapes resolved. */
function splitValue(value: string, separator: string): string[] {
  return value.split(new RegExp(String.raw`(?<!\\)${separator}`)).map((part) => unescape(part));
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\;,:nN])/g, (_, character: string) => (/n/i.test(character) ? ' ' : character)).trim();
}
