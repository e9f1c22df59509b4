/** What stands where a secret stood; it can stand in a header, in base64 and in a URL, too. */
export const BLANK = '***';

/** Knows every secret that is in use and takes them out of texts. */
export interface Redactor {
  /** From now on blanks this value, also as it is spelled in URLs, forms, JSON and base64. */
  add(secret: string): void;
  redact(text: string): string;
}

/** What is shorter is in every text by chance, and is no secret worth the name. */
const SHORTEST_SECRET = 4;

/** Seven digits and more may be somebody's telephone number. */
const LONG_NUMBERS = /\+?\d[\d\s().-]{5,}\d/g;

export function createRedactor(secrets: readonly string[]): Redactor {
  const known = new Set<string>();
  let ordered: string[] = [];
  const add = (secret: string): void => {
    if (known.has(secret) || secret.length < SHORTEST_SECRET) return;
    for (const spelling of spellingsOf(secret)) known.add(spelling);
    // The longest first: a secret may be a part of another.
    ordered = [...known].sort((a, b) => b.length - a.length);
  };
  secrets.forEach(add);
  return {
    add,
    redact: (text) => ordered.reduce((redacted, secret) => redacted.replaceAll(secret, BLANK), text),
  };
}

/** A text a CRM sent, fit for an error that a person reads: short, on one line, without numbers that could be phones. */
export function quoteAnswer(text: string, redactor: Redactor): string {
  return redactor
    .redact(text.slice(0, 2000))
    .replaceAll(LONG_NUMBERS, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

function spellingsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
}
