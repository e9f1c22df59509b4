import {
  COLUMN_NAMES,
  DESCRIPTION_ENDINGS,
  OTHER_NUMBER_WORDS,
  PHONE_BEGINNINGS,
  PHONE_NAMES,
  PHONE_WORDS,
  SINGLE_FIELDS,
  type Field,
} from './column-names.ts';

/**
 * What a column's name says: its field; that the cells must show whether it is a phone column; that it holds something
 * we know and have no use for (`other`); or nothing.
 */
export type Guess = Field | 'perhaps phone' | 'other' | 'unknown';

const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map(
  SINGLE_FIELDS.flatMap((field) => COLUMN_NAMES[field].map((name) => [name, field] as const)),
);

/** What wraps a person's properties in some exports: `Person - Name`, `properties.firstname`, `name.first`. */
const PERSON_PREFIX = /^(?:person|persoon|contact|kontakt|properties|attributes|fields|names?)/;

/** Nothing further on in a column's name says what it is. */
const LONGEST_NAME = 200;

/** A column's name as it is compared: lower case, no accents, only letters and digits. */
export function normalizeColumnName(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}

/** Where a column's name stands in the table of its field's names, of two columns the lower goes before. */
export function rankOfName(name: string, field: keyof typeof COLUMN_NAMES): number {
  const key = normalizeColumnName(name);
  const rank = COLUMN_NAMES[field].indexOf(key);
  return rank === -1 ? COLUMN_NAMES[field].indexOf(key.replace(PERSON_PREFIX, '')) : rank;
}

/** Which field a column holds, going by its name alone. */
export function guessField(name: string): Guess {
  const key = normalizeColumnName(name);
  if (key.includes('fax')) return 'fax';
  const named = FIELD_BY_NAME.get(key) ?? FIELD_BY_NAME.get(key.replace(PERSON_PREFIX, ''));
  if (named !== undefined) return named;
  if (OTHER_NUMBER_WORDS.some((word) => key.includes(word))) return 'other';
  const phone = PHONE_WORDS.some((word) => key.includes(word));
  const perhaps =
    PHONE_NAMES.includes(key.replace(/\d+$/, '')) || PHONE_BEGINNINGS.some((beginning) => key.startsWith(beginning));
  if (!phone && !perhaps) return 'unknown';
  if (DESCRIPTION_ENDINGS.some((ending) => key.endsWith(ending))) return 'other';
  return phone ? 'phone' : 'perhaps phone';
}
