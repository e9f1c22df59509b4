import { AppError } from './domain/app-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingReader {
  text(name: string, otherwise: string): string;
  integer(name: string, otherwise: number, range: { min: number; max: number }): number;
  oneOf<T extends string>(name: string, words: readonly T[], otherwise: T): T;
  list(name: string, isItem: (item: string) => boolean, shape: string): readonly string[];
  /** Undefined when the variable is unset, or when `parse` does not know it: then `shape` says what would be right. */
  optional<T>(name: string, parse: (text: string) => T | undefined, shape: string, secret?: 'secret'): T | undefined;
  /** Throws AppError `invalid` with every mistake, among them unknown variables that start like ours. */
  finish(ownPrefixes: readonly string[]): void;
}

/** Reads settings one by one and keeps the mistakes for the end, so that a person mends them all at once. */
export function createSettingReader(environment: Environment): SettingReader {
  const mistakes: string[] = [];
  const known = new Set<string>();

  const optional: SettingReader['optional'] = (name, parse, shape, secret) => {
    known.add(name);
    const text = environment[name]?.trim();
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) mistakes.push(`${name}${secret ? '' : `=${text}`}: must be ${shape}`);
    return value;
  };

  return {
    optional,
    text: (name, otherwise) => optional(name, (text) => text, 'a text') ?? otherwise,
    integer: (name, otherwise, { min, max }) =>
      optional(name, (text) => parseInteger(text, min, max), `a whole number from ${min} to ${max}`) ?? otherwise,
    oneOf: (name, words, otherwise) =>
      optional(name, (text) => words.find((word) => word === text), `one of ${words.join(', ')}`) ?? otherwise,
    list: (name, isItem, shape) => optional(name, (text) => parseList(text, isItem), shape) ?? [],
    finish: (ownPrefixes) => {
      const unknown = Object.keys(environment).filter(
        (name) => !known.has(name) && ownPrefixes.some((prefix) => name.startsWith(prefix)),
      );
      mistakes.push(...unknown.map((name) => `${name}: there is no such setting${suggest(name, known)}`));
      if (mistakes.length > 0) throw new AppError('invalid', `The configuration is wrong:\n  ${mistakes.join('\n  ')}`);
    },
  };
}

function parseInteger(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function parseList(text: string, isItem: (item: string) => boolean): readonly string[] | undefined {
  const items = text.split(',').map((item) => item.trim());
  return items.every(isItem) ? items : undefined;
}

/** The known name that starts most like the unknown one. */
function suggest(name: string, known: ReadonlySet<string>): string {
  const [best] = [...known].sort((a, b) => sharedStart(b, name) - sharedStart(a, name));
  return best === undefined ? '' : `; did you mean ${best}?`;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
