import { cutTime, type Calendar, type Grain } from './calendar.ts';
import type { DayFigures } from './call-figures.ts';
import { countNewCallers } from './packed-gaps.ts';
import { QUARTERS_OF_HOUR, unpackHour, type QuarterFigures } from './packed-hour.ts';
import { countStored, type Asked } from './read-counts.ts';

/** What was counted from `at` on, for so short a time that it lies within one period. */
export interface Figure {
  readonly at: number;
  readonly calls: number;
  /** Of incoming calls. */
  readonly answered: number;
  readonly missed: number;
  /** What it was counted of; null for a single call. */
  readonly of: QuarterFigures | DayFigures | null;
}

/** The grains in which callers are counted who had not called since this instant: days are those of the company's clock. */
export function grainsFrom(start: number, { day, quarter }: Calendar): readonly Grain[] {
  return day.startOf(day.bucketOf(start)) === start ? [day, quarter] : [quarter];
}

/** What was counted between two instants, in whole buckets of these grains, and of single calls where there are none. */
export function* listFigures(ask: Asked, from: number, to: number, grains: readonly Grain[]): Iterable<Figure> {
  const { quarter, day } = ask.calendar;
  for (const { grain, ...piece } of cutTime(from, to, grains)) {
    if (!grain) {
      for (const call of ask.figures.listCalls(ask.workspace, piece.from, piece.to)) {
        const { answered, missed } = countStored(call);
        yield { at: call.facts.firstAt, calls: 1, answered, missed, of: null };
      }
    } else if (grain === quarter) {
      for (const of of ask.listQuarters(quarter.bucketOf(piece.from), quarter.bucketOf(piece.to))) {
        const { calls, answered, missed } = of;
        yield { at: quarter.startOf(of.quarter), calls, answered, missed, of };
      }
    } else {
      for (const of of ask.listDays(day.bucketOf(piece.from), day.bucketOf(piece.to))) {
        const { incoming, outgoing, internal, answered, missed } = of.counts;
        yield { at: day.startOf(of.day), calls: incoming + outgoing + internal, answered, missed, of };
      }
    }
  }
}

/** How many callers of this figure had not called since `start`, nor earlier in it; NaN where its buckets cannot tell. */
export function countNewCallersSince(start: number, { of }: Figure, { day, quarter }: Calendar): number {
  if (of === null) return Number.NaN;
  const [grain, bucket] = 'quarter' in of ? [quarter, of.quarter] : [day, of.day];
  const first = grain.bucketOf(start);
  return grain.startOf(first) === start ? countNewCallers(of.callers, bucket - first) : Number.NaN;
}

/** Reads quarters of an hour, and remembers what it read last: two parts of an answer ask for the same. */
export function createQuarterReader({
  figures,
  workspace,
}: Pick<Asked, 'figures' | 'workspace'>): Asked['listQuarters'] {
  let last: { readonly from: number; readonly to: number; readonly quarters: readonly QuarterFigures[] } | undefined;
  return (from, to) => {
    if (last?.from === from && last.to === to) return last.quarters;
    const hours = figures.listHours(workspace, Math.floor(from / QUARTERS_OF_HOUR), Math.ceil(to / QUARTERS_OF_HOUR));
    const quarters = hours
      .flatMap(([hour, packed]) => unpackHour(hour, packed))
      .filter(({ quarter, calls }) => calls > 0 && quarter >= from && quarter < to);
    last = { from, to, quarters };
    return quarters;
  };
}
