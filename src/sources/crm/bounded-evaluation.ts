import type { Expression as JsonataExpression } from 'jsonata';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIST_FUNCTIONS } from './list-functions.ts';

/**
 * An evaluation ends after so many steps, some tenths of a second. Steps, not time: on a busy machine a record must
 * come to the same as on an idle one.
 */
const MOST_STEPS = 100_000;

/** After so many steps, some two milliseconds, the others have a turn: a phone may ring. */
const STEPS_A_TURN = 2000;

/** What one step may give. Without these a few doublings of a text take all the memory there is. */
const LONGEST_TEXT = 1_000_000;
const LONGEST_LIST = 100_000;

/** JSONata's own bounds: how deep calls go, and how long the lists are that it makes itself. */
export const GUARDS = { stack: 200, sequence: LONGEST_LIST };

/** What JSONata calls, and waits for, after each step. `base` is one object for each evaluation. */
type AfterStep = (
  step: unknown,
  input: unknown,
  environment: { readonly base: object },
  result: unknown,
) => Promise<void> | undefined;

/** Its name is a symbol, so no expression can reach it. */
const AFTER_STEP = Symbol.for('jsonata.__evaluate_exit') as unknown as string;

/** Makes every evaluation of the expression end, and lets the event loop turn during a long one. */
export function boundEvaluation(expression: JsonataExpression): void {
  const taken = new WeakMap<object, number>();
  const afterStep: AfterStep = (_step, _input, { base }, result) => {
    const steps = (taken.get(base) ?? 0) + 1;
    taken.set(base, steps);
    if (steps > MOST_STEPS) throw new LimitError(`it takes more than ${MOST_STEPS} steps`);
    if (isTooLong(result)) throw new LimitError('it makes a text or a list that is too long');
    return steps % STEPS_A_TURN === 0 ? nextTurn() : undefined;
  };
  expression.assign(AFTER_STEP, afterStep);
  for (const [name, { call, signature }] of Object.entries(LIST_FUNCTIONS)) {
    expression.registerFunction(name, call as never, signature);
  }
}

/** An evaluation that was ended. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

function isTooLong(result: unknown): boolean {
  if (typeof result === 'string') return result.length > LONGEST_TEXT;
  return Array.isArray(result) && result.length > LONGEST_LIST;
}
