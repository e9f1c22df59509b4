import { decodePercent } from './url-text.ts';

/** One thing a PBX sent, decoded. */
export type Pair = readonly [name: string, value: string];

/** A PBX sends a dozen; more than this is no call, and is not read. */
const MAX_PAIRS = 1000;

/** The names and values of a raw query string or urlencoded form, in order, at most a thousand. Never throws. */
export function parseQuery(query: string): Pair[] {
  const pairs: Pair[] = [];
  for (let start = 0; start < query.length && pairs.length < MAX_PAIRS;) {
    let end = query.indexOf('&', start);
    if (end === -1) end = query.length;
    if (end > start) pairs.push(parsePair(query.slice(start, end)));
    start = end + 1;
  }
  return pairs;
}

/**
 * What a request's body says: a flat JSON object's texts, numbers and booleans, or else the pairs of a form. PBXs
 * declare either as anything, so the first character decides. Never throws.
 */
export function parseBody(body: string): Pair[] {
  return body.trimStart().startsWith('{') ? parseJson(body) : parseQuery(body);
}

function parsePair(pair: string): Pair {
  const equals = pair.indexOf('=');
  return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
}

function decode(text: string): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

function parseJson(body: string): Pair[] {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return [];
  }
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, MAX_PAIRS)
    .map(([name, value]) => [name, String(value)]);
}
