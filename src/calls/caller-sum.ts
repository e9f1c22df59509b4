import type { Workspace } from '../domain/contact.ts';
import { cutTime, type Calendar } from './calendar.ts';
import type { CallFigures, DayFigures } from './call-figures.ts';
import { NEVER_BEFORE, TALLY_GRAINS, type TallyGrain } from './count-changes.ts';
import { createTallySum, type TallySum } from './tally.ts';

/** How often each caller called between two instants, exactly: from tallies where there are, else from the calls. */
export function sumCallers(
  figures: CallFigures,
  workspace: Workspace,
  from: number,
  to: number,
  calendar: Calendar,
): TallySum {
  const sum = createTallySum(figures.largestCaller());
  addCallers(sum, TALLY_GRAINS, from, to);
  return sum;

  function addCallers(sum: TallySum, grains: readonly TallyGrain[], from: number, to: number): void {
    const [name, ...finer] = grains;
    const grain = name && calendar[name];
    for (const piece of cutTime(from, to, grain ? [grain] : [])) {
      if (!grain || !piece.grain) {
        if (finer.length > 0) addCallers(sum, finer, piece.from, piece.to);
        else for (const caller of figures.listCallers(workspace, piece.from, piece.to)) sum.addOne(caller);
        continue;
      }
      let done = piece.from;
      const [first, end] = [grain.bucketOf(piece.from), grain.bucketOf(piece.to)];
      for (const [bucket, tally] of figures.listTallies(workspace, name, first, end)) {
        addCallers(sum, finer, done, grain.startOf(bucket));
        sum.add(tally);
        done = grain.startOf(bucket + 1);
      }
      addCallers(sum, finer, done, piece.to);
    }
  }
}

/** How many different callers there were in these days, the first of them `first`. */
export function uniqueInDays(days: readonly DayFigures[], first: number): number {
  let unique = 0;
  for (const { day, callerGaps } of days) {
    unique += callerGaps[NEVER_BEFORE] ?? 0;
    for (let gap = day - first + 1; gap < callerGaps.length; gap++) unique += callerGaps[gap] ?? 0;
  }
  return unique;
}
