import type { Workspace } from '../../domain/contact.ts';
import { cutTime, type Calendar, type Span } from '../time/calendar.ts';
import type { CallFigures } from './call-figures.ts';
import { CALLER_GRAINS, type CallerGrain } from '../count-changes.ts';
import { createTallySum, type TallySum } from '../packed/tally.ts';

/**
 * How often each caller called between two instants, exactly: from tallies where there are, else from the calls. The sum is
 * good until the next question, which uses it again: it is as large as there are callers.
 */
export type SumCallers = (workspace: Workspace, from: number, to: number) => TallySum;

export function createCallerSums(figures: CallFigures, calendar: Calendar): SumCallers {
  const sum = createTallySum(figures.largestCaller());

  const addCallers = (workspace: Workspace, grains: readonly CallerGrain[], from: number, to: number): void => {
    const [name, ...finer] = grains;
    if (from >= to) return;
    if (!name) {
      for (const caller of figures.listCallers(workspace, from, to)) sum.addOne(caller);
      return;
    }
    for (const left of addTallies(workspace, name, from, to)) addCallers(workspace, finer, left.from, left.to);
  };

  /** Adds the tallies there are, and answers the time that they leave. */
  const addTallies = (workspace: Workspace, name: CallerGrain, from: number, to: number): Span[] => {
    const grain = calendar[name];
    const whole = cutTime(from, to, [grain]).find((piece) => piece.grain);
    if (!whole) return [{ from, to }];
    const left: Span[] = [];
    let done = from;
    for (const [bucket, tally] of figures.listTallies(
      workspace,
      name,
      grain.bucketOf(whole.from),
      grain.bucketOf(whole.to),
    )) {
      sum.add(tally);
      left.push({ from: done, to: grain.startOf(bucket) });
      done = grain.startOf(bucket + 1);
    }
    return [...left, { from: done, to }];
  };

  return (workspace, from, to) => {
    sum.clear();
    addCallers(workspace, CALLER_GRAINS, from, to);
    return sum;
  };
}
