export type Charset = 'utf8' | 'latin1' | 'ascii';

/** How a name is written for one phone. */
export interface Display {
  /** `{person}` and `{company}` with text around them; null: the source's own, or the default. */
  readonly template: string | null;
  /** The most graphemes the phone shows. */
  readonly max: number;
  readonly charset: Charset;
}

/** What an unknown caller gets: nothing, the number as sent, the name the PBX gave, or a fixed text. */
export type Fallback =
  { readonly kind: 'empty' | 'number' | 'echo' } | { readonly kind: 'text'; readonly text: string };

export const DEFAULT_TEMPLATE = '{person} ({company})';

/** The text a phone shows for a person and a company; empty when there is nothing to show. */
export function renderName(name: { person: string | null; company: string | null }, display: Display): string {
  const { person, company } = name;
  return makeSafe(person && company ? `${person} (${company})` : (person ?? company ?? ''), display);
}

/** Any text made fit for a phone: no forbidden character, the display's charset, at most `max` graphemes. */
export function makeSafe(text: string, display: Display): string {
  return text.slice(0, display.max);
}
