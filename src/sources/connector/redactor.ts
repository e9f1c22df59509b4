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

/** Of the secrets that are learned on the way (tokens) the newest are known: those before them have ended. */
const MOST_LEARNED = 40;

export function createRedactor(secrets: readonly string[]): Redactor {
  const own = secrets.flatMap(spellingsOf);
  const learned = new Map<string, readonly string[]>();
  let ordered: string[] = [];
  const order = (): void => {
    // The longest first: a secret may be a part of another.
    ordered = [...new Set([...own, ...[...learned.values()].flat()])].sort((a, b) => b.length - a.length);
  };
  order();
  return {
    add: (secret) => {
      const spellings = learned.get(secret) ?? spellingsOf(secret);
      const isNew = !learned.delete(secret);
      learned.set(secret, spellings);
      const [oldest] = learned.keys();
      if (oldest !== undefined && learned.size > MOST_LEARNED) learned.delete(oldest);
      if (isNew) order();
    },
    redact: (text) => ordered.reduce((redacted, secret) => redacted.replaceAll(secret, BLANK), text),
  };
}

/** Much longer than what is shown of it: a secret that is cut off in the middle would not be known for one. */
const LONGEST_READ = 20_000;

/** A text a CRM sent, fit for an error that a person reads: short, on one line, without numbers that could be phones. */
export function quoteAnswer(text: string, redactor: Redactor): string {
  return redactor
    .redact(text.slice(0, LONGEST_READ))
    .slice(0, LONGEST_READ / 10)
    .replaceAll(LONG_NUMBERS, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** A secret as it may stand in URLs, forms, JSON, HTML and base64, and as what stands behind `Basic` in a header. */
function spellingsOf(secret: string): string[] {
  const [, bare] = /^[A-Za-z-]+ (\S{8,})$/.exec(secret) ?? [];
  const spellings = [secret, bare ?? secret].flatMap((text) => {
    const inUrl = encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
    const inJson = JSON.stringify(text).slice(1, -1);
    return [
      text,
      inUrl,
      inUrl.replaceAll('%20', '+'),
      inUrl.replaceAll(/%../g, (escape) => escape.toLowerCase()),
      inJson,
      inJson.replaceAll('/', '\\/'),
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
      Buffer.from(text).toString('base64'),
      Buffer.from(text).toString('base64url'),
    ];
  });
  return spellings.filter((spelling) => spelling.length >= SHORTEST_SECRET);
}
