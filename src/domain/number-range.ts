/**
 * A block of numbers that belongs to one contact: every number of exactly `length` characters (the `+` counts) that
 * starts with `prefix`, as in `+31201234500`–`+31201234599` = prefix `+312012345`, length 12.
 */
export interface NumberRange {
  readonly prefix: string;
  readonly length: number;
}
