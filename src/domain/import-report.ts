/** A cell or row of a contact file that could not be used. `line` is the physical line where its record starts, from 1. */
export interface Rejection {
  readonly line: number;
  readonly column: string | null;
  readonly value: string;
  readonly reason: string;
}

/** What an import understood of a contact file; the names are part of the outside contract. */
export interface ImportReport {
  readonly source: string;
  readonly format: string;
  readonly encoding: string;
  /** Null for formats without one. */
  readonly delimiter: string | null;
  readonly rows: number;
  readonly contacts: number;
  readonly numbers: number;
  /** Which field each column of the file was taken for. */
  readonly columns: Readonly<Record<string, string>>;
  /** The first thousand. */
  readonly rejected: readonly Rejection[];
  readonly rejectedTotal: number;
  /** Numbers that were mended, such as a lost leading zero. */
  readonly repaired: number;
  /** Rows that repeat an earlier one. */
  readonly duplicates: number;
  /** The same content was there already; nothing was written. */
  readonly unchanged: boolean;
  readonly seconds: number;
}
