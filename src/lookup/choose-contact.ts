import type { FoundContact } from '../domain/contact.ts';

/** Who a number is, of the contacts that have it, and why. */
export interface Choice {
  readonly person: string | null;
  readonly company: string | null;
  readonly contactUrl: string | null;
  readonly source: string;
  readonly template: string | null;
  readonly reason: string;
}

/** Chooses one of the contacts a look-up found; undefined where the source's rule shows nobody. */
export function chooseContact(contacts: readonly [FoundContact, ...FoundContact[]]): Choice | undefined {
  const [first] = contacts;
  return { ...first, reason: 'the first in file order' };
}
