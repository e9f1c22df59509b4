import type { NumberRange } from './number-range.ts';
import type { PhoneNumber } from './phone-number.ts';

/** One company's contacts, hooks and calls; every stored row belongs to one. A single company only ever has `main`. */
export type Workspace = string;
export const MAIN_WORKSPACE: Workspace = 'main';

/** Somebody in an address book, as a source gives it. At least one of `person` and `company` is a non-empty text. */
export interface Contact {
  readonly person: string | null;
  readonly company: string | null;
  readonly numbers: readonly PhoneNumber[];
  readonly ranges: readonly NumberRange[];
  /** Where the contact can be opened in the system it comes from. */
  readonly contactUrl: string | null;
}

/**
 * What to show when one number has contacts of several companies, or several persons without one:
 * the first in file order, all of them (`A / B`), or nothing.
 */
export type SharedRule = 'first' | 'all' | 'none';

/** A contact that a look-up found, with what its source says about showing it. */
export interface FoundContact {
  readonly person: string | null;
  readonly company: string | null;
  readonly contactUrl: string | null;
  readonly source: string;
  readonly shared: SharedRule;
  /** The source's own name template, if it has one. */
  readonly template: string | null;
}
