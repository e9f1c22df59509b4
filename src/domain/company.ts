/** Legal forms without spaces and punctuation: `B. V.` and `b.v.` are `bv`, `GmbH & Co. KG` is `gmbhcokg`. */
const LEGAL_FORMS = new Set(
  [
    'bv bvio nv vof cv bvba cvba commv sprl vzw asbl beslotenvennootschap naamlozevennootschap',
    'gmbh ag kg cokg ohg gbr ug ughaftungsbeschrankt eg ev kgaa sagl',
    'gmbhcokg gmbhucokg gmbhundcokg gmbhcokgaa ugcokg ughaftungsbeschranktcokg agcokg',
    'ltd limited coltd plc llp llc inc incorporated corp corporation pty ptyltd pteltd pvtltd',
    'sarl sas sasu sa eurl snc srl spa sl slu lda ltda ab as asa aps oy oyj spzoo sro kft',
  ].flatMap((forms) => forms.split(' ')),
);
/** Those that also stand in front of a name, as in `V.O.F. De Boer`. */
const LEADING_FORMS = new Set(['bv', 'nv', 'vof', 'bvba']);
/** As many words as the longest form has: `UG (haftungsbeschränkt) & Co. KG`. */
const MOST_WORDS = 4;

/**
 * What two spellings of one company have in common: `Bakkerij Jansen B.V.` and `BAKKERIJ-JANSEN BV` have the same key.
 * Case, accents, spaces, punctuation and legal form do not count. Only an empty name has an empty key: a company called
 * `BV` keeps its name.
 */
export function companyKey(name: string): string {
  const words = wordsOf(name);
  if (words.length === 0) return name.trim() || name;
  let from = 0;
  let to = words.length;
  for (let form = trailingForm(words, to); form > 0; form = trailingForm(words, to)) to -= form;
  while (to - from > 1 && LEADING_FORMS.has(words[from] ?? '')) from++;
  return words.slice(from, to).join('');
}

function wordsOf(name: string): readonly string[] {
  // Upper case first: it spells out `ß`.
  const plain = name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  return plain.replace(/[\u0300-\u036f.]/g, '').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** How many of the words before `to` are a legal form, leaving at least one for the name. */
function trailingForm(words: readonly string[], to: number): number {
  for (let count = Math.min(MOST_WORDS, to - 1); count > 0; count--) {
    if (LEGAL_FORMS.has(words.slice(to - count, to).join(''))) return count;
  }
  return 0;
}
