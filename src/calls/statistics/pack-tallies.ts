import type { Workspace } from '../../domain/contact.ts';
import { cutTime, type Calendar, type Span } from '../time/calendar.ts';
import type { CallFigures } from './call-figures.ts';
import { createCallerSums } from './caller-sum.ts';
import { CALLER_GRAINS, type CallerGrain } from '../count-changes.ts';
import { createQuarterReader } from './quarter-reader.ts';
import type { PackedTally } from '../packed/tally.ts';

/** Where tallies are kept. */
export interface TallyBook {
  /** The buckets that have one. */
  listTallied(workspace: Workspace, grain: CallerGrain, from: number, to: number): readonly number[];
  saveTally(workspace: Workspace, grain: CallerGrain, bucket: number, callers: PackedTally): void;
}

/** A few calls are added up as fast as their tally is found. */
const WORTH_A_TALLY = 64;

/** The time to pack: for each grain from an instant on, which for a coarse one may be earlier, up to another. */
export interface TimeToPack {
  readonly from: (grain: CallerGrain) => number;
  readonly to: number;
}

/**
 * Packs the tallies that are missing for hours, days, months and years which lie wholly in this time, at most `most` of them;
 * answers how many there were. The time should be over, for a later call makes the tally disappear again.
 */
export function packTallies(
  book: TallyBook,
  figures: CallFigures,
  workspace: Workspace,
  calendar: Calendar,
  { from, to }: TimeToPack,
  most: number,
): number {
  const sumCallers = createCallerSums(figures, calendar);
  let packed = 0;
  // Fine grains first: the coarse ones are added up from them.
  for (const name of CALLER_GRAINS.toReversed()) {
    const grain = calendar[name];
    const whole = cutTime(from(name), to, [grain]).find((piece) => piece.grain);
    if (!whole) continue;
    const [first, end] = [grain.bucketOf(whole.from), grain.bucketOf(whole.to)];
    const tallied = new Set(book.listTallied(workspace, name, first, end));
    for (const [bucket, calls] of countCalls(figures, workspace, calendar, name, whole)) {
      if (calls < WORTH_A_TALLY || tallied.has(bucket)) continue;
      if (packed === most) return packed;
      const callers = sumCallers(workspace, grain.startOf(bucket), grain.startOf(bucket + 1));
      book.saveTally(workspace, name, bucket, callers.pack());
      packed++;
    }
  }
  return packed;
}

/** How many calls there were, in each bucket that had any. */
function countCalls(
  figures: CallFigures,
  workspace: Workspace,
  calendar: Calendar,
  name: CallerGrain,
  { from, to }: Span,
): ReadonlyMap<number, number> {
  const { quarter, day } = calendar;
  const calls = new Map<number, number>();
  const add = (at: number, count: number): void => {
    const bucket = calendar[name].bucketOf(at);
    calls.set(bucket, (calls.get(bucket) ?? 0) + count);
  };
  if (name === 'hour') {
    createQuarterReader(figures, workspace).visit(quarter.bucketOf(from), quarter.bucketOf(to), (number, count) => {
      add(quarter.startOf(number), count);
    });
  } else {
    const days = figures.listDays(workspace, day.bucketOf(from), day.bucketOf(to));
    for (const { day: number, counts } of days) add(day.startOf(number), counts.incoming);
  }
  return calls;
}
