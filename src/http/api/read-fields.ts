import { AppError } from '../../domain/app-error.ts';
import { isNameTemplate, TEMPLATE_SHAPE } from '../../domain/name-template.ts';

/** Reads one member of a JSON body: its value, or a throw that says what would be right. */
type ReadField<T> = (value: unknown) => T;

/**
 * Reads a JSON object in which every member may be absent. Throws AppError `invalid` that names each mistake: a member
 * nobody knows, or one with a wrong value.
 */
export function readFields<T extends object>(body: unknown, readers: { [K in keyof T]: ReadField<T[K]> }): Partial<T> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid', 'Send a JSON object, with the header "Content-Type: application/json".');
  }
  const mistakes: string[] = [];
  const fields: Partial<T> = {};
  for (const [name, value] of Object.entries(body)) {
    const read = Object.hasOwn(readers, name) ? readers[name as keyof T] : undefined;
    if (!read) mistakes.push(`${name}: there is no such field; there are ${Object.keys(readers).join(', ')}`);
    else {
      try {
        fields[name as keyof T] = read(value);
      } catch (error) {
        mistakes.push(`${name}: ${(error as Error).message}`);
      }
    }
  }
  if (mistakes.length > 0) throw new AppError('invalid', mistakes.join('; '));
  return fields;
}

/** A value of this shape; `shape` completes "must be …". */
export function field<T>(shape: string, isRight: (value: unknown) => value is T): ReadField<T> {
  return (value) => {
    if (isRight(value)) return value;
    throw new Error(`must be ${shape}`);
  };
}

export function oneOf<T extends string>(words: readonly T[]): ReadField<T> {
  return field(`one of ${words.join(', ')}`, (value): value is T => words.some((word) => word === value));
}

export const trueOrFalse = field('true or false', (value): value is boolean => typeof value === 'boolean');

export function orNull<T>(read: ReadField<T>): ReadField<T | null> {
  return (value) => (value === null ? null : read(value));
}

export function textUpTo(length: number): ReadField<string> {
  return field(`a text of 1 to ${length} characters`, (value): value is string => {
    return typeof value === 'string' && value.length > 0 && value.length <= length;
  });
}

export const nameTemplate = field(TEMPLATE_SHAPE, (value): value is string => {
  return typeof value === 'string' && isNameTemplate(value);
});

/** A list of at most a hundred. */
export function listOf<T>(read: ReadField<T>): ReadField<readonly T[]> {
  return (value) => {
    if (Array.isArray(value) && value.length <= 100) return value.map(read);
    throw new Error('must be a list of at most 100');
  };
}
