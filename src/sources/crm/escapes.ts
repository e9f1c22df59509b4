import { ExpressionError } from './expression.ts';

/** Makes a value fit for the place it goes to; throws ExpressionError for what cannot be made to fit. */
export type Escape = (text: string) => string;

/** One segment of a URL's path, or a part of one: a slash in it stays in it. */
export const escapePath: Escape = (text) => {
  if (text === '' || text === '.' || text === '..') {
    throw new ExpressionError(`"${text}" cannot stand in the path of a URL`);
  }
  return escapeQuery(text);
};

/** A name or value in a URL's query. Half of a surrogate pair, which no URL can hold, becomes U+FFFD. */
export const escapeQuery: Escape = (text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));

/** A header's value; a line break in it would begin another header, so it is refused. */
export const escapeHeader: Escape = (text) => {
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(text)) {
    throw new ExpressionError('a value holds a line break or another character that no header can hold');
  }
  return text;
};

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text or an attribute's value in an XML document. Characters that XML 1.0 cannot hold are left out. */
export const escapeXml: Escape = (text) =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[<>&"']/g, (char) => XML_ENTITIES[char] ?? '');
