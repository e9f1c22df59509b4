import type { FieldName } from '../domain/hook.ts';
import { isEventWord } from './event-words.ts';
import { fill, type Fields } from './fields.ts';
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

/** Fills the fields from a raw path behind the token, such as `/17/31612345678/31201234567/0/INCOMING_RINGING/in/99`. */
export function fillFromPath(fields: Fields, path: string, template: readonly FieldName[]): void {
  const segments = path.split('/').slice(1).map(decodePercent);
  const present = segments.filter((segment) => segment !== '');
  if (present.length === 1) return fill(fields, 'from', present[0] ?? '');
  const aligned = align(segments, template);
  for (const [index, field] of template.entries()) fill(fields, field, aligned[index] ?? '');
}

function align(segments: readonly string[], template: readonly FieldName[]): readonly string[] {
  const event = template.indexOf('statusDescription');
  if (segments.length !== template.length - 1 || isEventWord(segments[event] ?? '')) return segments;
  return segments.toSpliced(template.indexOf('from'), 0, '');
}
