import { decodePercent } from './url-text.ts';

/** One thing a PBX sent, decoded. */
export type Pair = readonly [name: string, value: string];

/** A PBX sends a dozen; what comes after this many is not read. */
const MAX_PAIRS = 1000;

/**
 * The names and values of a raw query string or urlencoded form, in order, at most a thousand. Takes any text; decodes
 * only where something is encoded, since this runs while a phone rings.
 */
export function parseQuery(query: string): Pair[] {
  const pairs: Pair[] = [];
  const isEncoded = query.includes('%') || query.includes('+');
  let equals = -1;
  for (let start = 0; start < query.length && pairs.length < MAX_PAIRS;) {
    const end = indexOrEnd(query, '&', start);
    // Not searched for again while it lies ahead: a long query without one takes no longer for it.
    if (equals < start) equals = indexOrEnd(query, '=', start);
    if (end > start) {
      const name = query.slice(start, Math.min(equals, end));
      const value = query.slice(equals + 1, end);
      pairs.push(isEncoded ? [decode(name), decode(value)] : [name, value]);
    }
    start = end + 1;
  }
  return pairs;
}

function indexOrEnd(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start);
  return index === -1 ? text.length : index;
}

/**
 * What a request's body says: the texts, numbers and booleans of a flat JSON object, or else the pairs of a form. PBXs
 * declare either as anything, so the first character decides. Takes any text.
 */
export function parseBody(body: string): Pair[] {
  const text = body.trim();
  return text.startsWith('{') ? parseJson(text) : parseQuery(text);
}

function decode(text: string): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

function parseJson(text: string): Pair[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, MAX_PAIRS)
    .map(([name, value]) => [name, String(value)]);
}
