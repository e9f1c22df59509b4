/** A cell that should hold telephone numbers, and what its column is called in the file. */
export interface PhoneCell {
  readonly column: string;
  readonly text: string;
}

/** One entry of a contact file as any of the readers gives it: the file's own texts, an absent one empty. */
export interface ContactRecord {
  /** The physical line where the entry starts, from 1. */
  readonly line: number;
  readonly name: string;
  readonly first: string;
  readonly middle: string;
  /** The Dutch tussenvoegsel: "van der". */
  readonly infix: string;
  readonly last: string;
  readonly company: string;
  readonly url: string;
  readonly phones: readonly PhoneCell[];
}
