import { AppError } from '../domain/app-error.ts';
import type { Call, CallState } from './call.ts';
import type { Party } from './party.ts';

/** Which calls are asked for; what is absent does not matter. Instants are milliseconds since 1970. */
export interface CallFilter {
  /** Inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
  /** The outside end, or a phone inside that made the call or rang for it. */
  readonly number?: Party;
  readonly state?: CallState;
}

export interface CallQuestion extends CallFilter {
  /** `next` of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/** Part of the outside contract: newest first. */
export interface CallPage {
  readonly calls: readonly Call[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** A page whose calls are a text already: '' when there are none. */
export interface CallText {
  readonly text: string;
  readonly next: string | null;
}

/** The place of a call in the order of all: after every call that began earlier. */
export interface CallPlace {
  readonly startedAt: number;
  readonly id: number;
}

/** A cursor names the last call of a page, so that calls which come in meanwhile neither shift nor repeat what follows. */
export function renderCursor({ startedAt, id }: CallPlace): string {
  return Buffer.from(`${startedAt}.${id}`).toString('base64url');
}

/** Throws AppError `invalid` for a text that is no cursor of ours. */
export function parseCursor(cursor: string): CallPlace {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, startedAt, id] = /^(\d{1,16})\.(\d{1,16})$/.exec(text) ?? [];
  const place = { startedAt: Number(startedAt), id: Number(id) };
  if (renderCursor(place) === cursor) return place;
  throw new AppError('invalid', 'cursor: take the value of `next` from the page before');
}
