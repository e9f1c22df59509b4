/** How long a template may be. */
const LONGEST_TEMPLATE = 200;
/** What a text must be to be a name template, for whoever wrote another. */
export const TEMPLATE_SHAPE = 'a text with {person}, {company} or both, and no other braces';

/** Whether a text can be a name template. `{name}` would be shown as it stands, without its braces. */
export function isNameTemplate(text: string): boolean {
  const around = text.split(/\{(?:person|company)\}/);
  return around.length > 1 && text.length <= LONGEST_TEMPLATE && !/[{}]/.test(around.join(''));
}

type Part = '{person}' | '{company}';

/** A template taken apart: literal texts and parts, for each case of what there is to show. */
interface NameTemplate {
  readonly both: readonly string[];
  readonly onlyPerson: readonly string[];
  readonly onlyCompany: readonly string[];
}

/** Templates come from the settings, so there are few. */
const known = new Map<string, NameTemplate>();
const MOST_KNOWN = 1000;

/**
 * The template with the person and the company in it. An empty part takes with it its brackets and what joins it to the
 * other part; where the template would show neither, the person or else the company is the text.
 */
export function fillTemplate(template: string, person: string, company: string): string {
  const { both, onlyPerson, onlyCompany } = findTemplate(template);
  const tokens = person === '' ? onlyCompany : company === '' ? onlyPerson : both;
  let text = '';
  for (const token of tokens) text += token === '{person}' ? person : token === '{company}' ? company : token;
  return text;
}

function findTemplate(template: string): NameTemplate {
  let found = known.get(template);
  if (!found) {
    found = {
      both: orElse(tokensOf(template), '{person}'),
      onlyPerson: orElse(without('{company}', '{person}', template), '{person}'),
      onlyCompany: orElse(without('{person}', '{company}', template), '{company}'),
    };
    if (known.size === MOST_KNOWN) known.clear();
    known.set(template, found);
  }
  return found;
}

function tokensOf(template: string): string[] {
  return template.split(/(\{person\}|\{company\})/);
}

function isPart(token: string | undefined): boolean {
  return token === '{person}' || token === '{company}';
}

function orElse(tokens: readonly string[], part: Part): readonly string[] {
  return tokens.some(isPart) ? tokens : [part];
}

/** The template's tokens when one part is missing. */
function without(missing: Part, other: Part, template: string): string[] {
  const bare = template.replaceAll(/\([^()]*\)|\[[^[\]]*\]/g, (group) =>
    group.includes(missing) && !group.includes(other) ? missing : group,
  );
  const tokens = tokensOf(bare);
  for (let at = tokens.indexOf(missing); at !== -1; at = tokens.indexOf(missing)) {
    // Texts and parts take turns: with a part goes the text that joins it to its neighbour, and what stands outside stays.
    if (tokens.length === 3) tokens.splice(at, 1);
    else tokens.splice(at === 1 ? at : at - 1, 2);
  }
  return tokensOf(withoutLoneBrackets(tokens.join('')));
}

function withoutLoneBrackets(text: string): string {
  const open: number[] = [];
  const characters = text.split('');
  for (const [index, character] of characters.entries()) {
    if (character === '(' || character === '[') open.push(index);
    else if (character === ')' || character === ']') {
      const opening = open.pop();
      if (opening === undefined) characters[index] = '';
    }
  }
  for (const index of open) characters[index] = '';
  return characters.join('');
}
