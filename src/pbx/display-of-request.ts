import type { Charset, Display } from '../domain/display-name.ts';
import type { Hook, ReplyFormat } from '../domain/hook.ts';
import { parseQuery, type Pair } from './read-query.ts';

const FORMATS: readonly string[] = ['text', 'json', 'ack', 'gigaset', 'empty'] satisfies ReplyFormat[];
const CHARSETS: readonly string[] = ['utf8', 'latin1', 'ascii'] satisfies Charset[];

/** How one request is to be answered: the hook's settings, changed by the URL's `format`, `max` and `charset`, in any case. */
export function displayOfRequest(
  query: string,
  hook: Pick<Hook, 'format' | 'display'>,
): { readonly format: ReplyFormat; readonly display: Display } {
  if (!/(?:^|&)(?:format|max|charset)=/i.test(query)) return hook;
  const pairs = parseQuery(query.toLowerCase());
  const max = find(pairs, 'max', (value) => /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 1000);
  const charset = find(pairs, 'charset', (value) => CHARSETS.includes(value)) as Charset | undefined;
  const format = find(pairs, 'format', (value) => FORMATS.includes(value)) as ReplyFormat | undefined;
  return {
    format: format ?? hook.format,
    display: {
      template: hook.display.template,
      max: max === undefined ? hook.display.max : Number(max),
      charset: charset ?? hook.display.charset,
    },
  };
}

/** The first value under this name that says something we know; others are as if they were not there. */
function find(pairs: readonly Pair[], name: string, isKnown: (value: string) => boolean): string | undefined {
  return pairs.find((pair) => pair[0] === name && isKnown(pair[1]))?.[1];
}
