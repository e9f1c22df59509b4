import { createHash } from 'node:crypto';
import sax from 'sax';

/** The entities of HTML 4 by their names, as a parser has them that is not told to know XML's only. */
const { ENTITIES } = sax.parser(true);

type TextFunction = (text: string | undefined) => string | undefined;

/**
 * What CRMs want and JSONata has not: functions of one text that give a text, and nothing for nothing. `md5` is for the
 * logins that are made so, in hexadecimal digits; `decodeHtml` reads the characters that HTML 4 gives a name or a number.
 */
export const OWN_FUNCTIONS: Readonly<Record<'md5' | 'decodeHtml', TextFunction>> = {
  md5: (text) => text && createHash('md5').update(text).digest('hex'),
  decodeHtml: (text) => text?.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, readEntity),
};

/** What is no character stays as it is. */
function readEntity(all: string, decimal?: string, hexadecimal?: string, name?: string): string {
  // Every object has a `toString`, too.
  if (name !== undefined) return typeof ENTITIES[name] === 'string' ? ENTITIES[name] : all;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
}
