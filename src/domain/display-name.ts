import { cutToGraphemes, hasAtMost } from './graphemes.ts';
import { fillTemplate } from './name-template.ts';
import { safeText, type Charset, type Respell } from './safe-text.ts';

export type { Charset, Respell } from './safe-text.ts';

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

/**
 * The text a phone shows for a person and a company, safe as of `makeSafe`; empty when there is nothing to show. What
 * is too long gives way to the person alone, or else the company alone, before anything is cut. Takes any text.
 */
export function renderName(
  name: { readonly person: string | null; readonly company: string | null },
  display: Display,
  respell?: Respell,
): string {
  const { max, charset } = display;
  const person = name.person ? safeText(name.person, charset, respell) : '';
  const company = name.company ? safeText(name.company, charset, respell) : '';
  if (person === '' && company === '') return '';
  const whole = safeText(fillTemplate(display.template ?? DEFAULT_TEMPLATE, person, company), charset, respell);
  if (hasAtMost(max, whole)) return whole;
  if (person !== '' && hasAtMost(max, person)) return person;
  if (company !== '' && hasAtMost(max, company)) return company;
  return cutToGraphemes(max, person || company);
}

/**
 * Any text made fit for a phone: none of the forbidden characters (see `safeText`), in the display's charset, at most
 * `max` graphemes. A reader that forbids more brings its `respell`. Doing it twice changes nothing.
 */
export function makeSafe(text: string, display: Display, respell?: Respell): string {
  return cutToGraphemes(display.max, safeText(text, display.charset, respell));
}
