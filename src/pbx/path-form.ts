import type { FieldName } from '../domain/hook.ts';
import { isEventWord } from './event-words.ts';
import { fillField, type Fields } from './fields.ts';
import { decodePercent } from './url-text.ts';

/** The order of the path form unless a hook has its own. */
export const DEFAULT_PATH: readonly FieldName[] = [
  'callId',
  'from',
  'to',
  'status',
  'statusDescription',
  'direction',
  'timestamp',
];

/** What is tolerated in front of the first field: the path's own `/` and a doubled one. */
const LEADING = 2;

/**
 * Fills the fields from a raw path behind the token, such as `/17/31612345678/31201234567/0/INCOMING_RINGING/in/99`.
 * A path of one segment is a number whose name is asked; what comes after the last field is ignored.
 */
export function fillFromPath(fields: Fields, path: string, template: readonly FieldName[]): void {
  const segments = path
    .split('/', template.length + LEADING)
    .slice(1)
    .map(decodePercent);
  const present = segments.filter((segment) => segment !== '');
  if (present.length === 1 && segments.length < template.length) return fillField(fields, 'from', present[0] ?? '');
  const values = align(segments, template);
  for (const [index, field] of template.entries()) fillField(fields, field, values[index] ?? '');
}

/**
 * The segments, each where the template has its field. An empty value makes `//`, which a server in front may have
 * folded to `/`, so that all behind it has moved: the event, known by its word, shows where everything belongs.
 */
function align(segments: readonly string[], template: readonly FieldName[]): readonly string[] {
  const place = template.indexOf('statusDescription');
  const event = findEvent(segments, place, template.length);
  if (event === -1) return alignByCount(segments, template);
  return [
    ...alignBefore(segments.slice(0, event), template.slice(0, place)),
    ...alignAfter(segments.slice(event), template.slice(place)),
  ];
}

/** Where the event stands, looking first in its place, then where a segment too many or too few would have put it. */
function findEvent(segments: readonly string[], place: number, fields: number): number {
  if (place === -1) return -1;
  const isEvent = (index: number): boolean => isEventWord(segments[index] ?? '');
  if (isEvent(place)) return place;
  if (segments[0] === '' && isEvent(place + 1)) return place + 1;
  const isFolded = segments.findLastIndex((segment) => segment !== '') + 1 < fields;
  return isFolded ? segments.slice(0, place).findLastIndex(isEventWord) : -1;
}

function alignByCount(segments: readonly string[], template: readonly FieldName[]): readonly string[] {
  if (segments.length > template.length && segments[0] === '') return segments.slice(1);
  return segments.length === template.length - 1 ? withoutCaller(segments, template) : segments;
}

function alignBefore(values: readonly string[], fields: readonly FieldName[]): readonly string[] {
  const missing = fields.length - values.length;
  if (missing <= 0) return values.slice(-missing);
  // What is missing besides the caller's number is taken for the first fields.
  const padding = Array<string>(fields.includes('from') ? missing - 1 : missing).fill('');
  return withoutCaller([...padding, ...values], fields);
}

function alignAfter(values: readonly string[], fields: readonly FieldName[]): readonly string[] {
  const aligned = values.length < fields.length ? withoutCaller(values, fields) : values;
  const direction = fields.indexOf('direction');
  // A number in the direction's place is the timestamp behind it.
  return /^\d+$/.test(aligned[direction] ?? '') && aligned.length < fields.length
    ? aligned.toSpliced(direction, 0, '')
    : aligned;
}

/** The value that is missing is the number of a caller who withholds it. */
function withoutCaller(values: readonly string[], fields: readonly FieldName[]): readonly string[] {
  const caller = fields.indexOf('from');
  return caller === -1 ? values : values.toSpliced(caller, 0, '');
}
