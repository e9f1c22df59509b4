import { AppError } from './app-error.ts';

/** A name that can stand in URLs, reports and logs. Throws AppError `invalid` for any other text. */
export function parseSourceName(text: string): string {
  if (/^[^\p{C}/\\]{1,100}$/u.test(text) && text.trim() === text) return text;
  throw new AppError(
    'invalid',
    `"${text}" cannot be the name of a source: it has 1 to 100 characters, no slash and no space at its ends.`,
  );
}
