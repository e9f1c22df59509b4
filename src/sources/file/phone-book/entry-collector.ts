import type { ContactRecord, PhoneCell } from '../../record/contact-record.ts';
import { SINGLE_FIELDS, type Field, type SingleField } from '../table/column-names.ts';
import { guessField } from '../table/guess-field.ts';
import type { XmlVisitor } from '../walk-xml.ts';

/**
 * What the phones call one entry: Yealink, Fanvil and Cisco `DirectoryEntry`, Grandstream and FRITZ!Box `Contact`, Snom
 * `item`, Yealink's older books `Unit` (with everything in attributes).
 */
const ENTRY_NAMES = new Set(['directoryentry', 'contact', 'item', 'unit']);

/** `type="fax_work"`: a number from which no call comes. */
const NO_TELEPHONE = /fax|pager/i;

const MOST_PHONES = 100;
const LONGEST_TEXT = 1000;
/** A phone book has a dozen element names. */
const MOST_COLUMNS = 1000;

/** Gathers the entries of a phone book while it is being walked through. */
export interface EntryCollector extends XmlVisitor {
  /** Which field each element (or attribute) has been taken for so far. */
  columns(): Readonly<Record<string, Field>>;
  /** How many entries are whole and have not been taken. */
  waiting(): number;
  take(): ContactRecord[];
}

interface Entry extends Record<SingleField, string> {
  readonly line: number;
  readonly phones: PhoneCell[];
}

/** A collector with nothing in it. */
export function createEntryCollector(): EntryCollector {
  const columns = new Map<string, Field>();
  let entries: ContactRecord[] = [];
  let entry: Entry | undefined;
  // Of the elements that are open within the entry, the `type` of each: Grandstream has it around the number.
  let types: string[] = [];
  let text = '';

  function keep(column: string, type: string, value: string): void {
    const field = value === '' ? undefined : fieldOf(column, type);
    if (entry === undefined || field === undefined) return;
    if (columns.size < MOST_COLUMNS) columns.set(field === 'fax' ? `${column} (fax)` : column, field);
    if (field === 'fax') return;
    if (field !== 'phone') entry[field] ||= value;
    else if (entry.phones.length < MOST_PHONES) entry.phones.push({ column, text: value });
  }

  return {
    columns: () => Object.fromEntries(columns),
    open(name, attributes, line) {
      text = '';
      if (entry !== undefined) {
        types.push(attributes['type'] ?? '');
      } else if (ENTRY_NAMES.has(name)) {
        entry = { line, phones: [], ...emptyFields() };
        for (const [attribute, value] of Object.entries(attributes)) keep(attribute, '', value.trim());
      }
    },
    text(piece) {
      if (entry !== undefined && text.length < LONGEST_TEXT) text += piece.slice(0, LONGEST_TEXT);
    },
    close(name) {
      if (entry === undefined) return;
      if (types.length === 0) {
        entries.push(entry);
        entry = undefined;
      } else {
        keep(name, types.slice(-2).join(' ').trim(), text.trim());
        types.pop();
      }
      text = '';
    },
    waiting: () => entries.length,
    take() {
      const taken = entries;
      entries = [];
      return taken;
    },
  };
}

function fieldOf(column: string, type: string): Field | undefined {
  const guess = guessField(column);
  if (guess === 'unknown' || guess === 'other') return undefined;
  if (NO_TELEPHONE.test(type)) return 'fax';
  return guess === 'perhaps phone' ? 'phone' : guess;
}

function emptyFields(): Record<SingleField, string> {
  return Object.fromEntries(SINGLE_FIELDS.map((field) => [field, ''])) as Record<SingleField, string>;
}
