import { setTimeout as sleep } from 'node:timers/promises';
import type { Priority } from './request-budget.ts';

/** How often, and how long, somebody is ready to try again. */
export interface Patience {
  readonly attempts: number;
  /** The longest wait before one more attempt, in milliseconds. */
  readonly longestWait: number;
}

/** A phone rings for some seconds; a sync may take all night. */
export const PATIENCE: Readonly<Record<Priority, Patience>> = {
  ring: { attempts: 2, longestWait: 1000 },
  sync: { attempts: 6, longestWait: 600_000 },
};

const FIRST_WAIT = 250;

/** What to wait before the attempt after this one (from 1): twice as long each time, somewhat by chance. */
export function backOff(attempt: number): number {
  return FIRST_WAIT * 2 ** attempt * (0.5 + Math.random() / 2);
}

/** Resolves after the wait; rejects with the signal's reason. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** Above this a number is a moment (seconds since 1970), not a duration. */
const FIRST_MOMENT = 1_000_000_000;

/**
 * The milliseconds that a `Retry-After` header, or one like it, asks for: seconds, a moment in seconds or milliseconds
 * since 1970, or a date. Moments are taken by the CRM's own clock where it gave it, in `date`. Undefined for none.
 */
export function readWait(header: string | undefined, date: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const clock = Date.parse(date ?? '') || now;
  const number = Number(header);
  if (Number.isNaN(number)) {
    const moment = Date.parse(header);
    return Number.isNaN(moment) ? undefined : Math.max(0, moment - clock);
  }
  if (number < FIRST_MOMENT) return Math.max(0, number * 1000);
  return Math.max(0, (number < FIRST_MOMENT * 1000 ? number * 1000 : number) - clock);
}
