import { cutTime, type Calendar, type Grain } from './calendar.ts';
import type { Workspace } from '../domain/contact.ts';
import type { CallFigures, Figure } from './call-figures.ts';
import { countNewCallers, type Span } from './packed-gaps.ts';
import { QUARTERS_TOGETHER, visitQuarters } from './packed-quarters.ts';
import { countStored, type Asked } from './read-counts.ts';
import type { StoredCall } from './record-calls.ts';

const NO_GAPS: Span = { bytes: new Uint8Array(), from: 0, to: 0 };

/** The grains in which callers are counted who had not called since this instant: days are those of the company's clock. */
export function grainsFrom(start: number, { day, quarter }: Calendar): readonly Grain[] {
  return day.startOf(day.bucketOf(start)) === start ? [day, quarter] : [quarter];
}

/** What was counted between two instants, in whole buckets of these grains, and of single calls where there are none. */
export function* listFigures(ask: Asked, from: number, to: number, grains: readonly Grain[]): Iterable<Figure> {
  const { quarter, day } = ask.calendar;
  for (const { grain, ...piece } of cutTime(from, to, grains)) {
    if (!grain) {
      for (const call of ask.listCalls(piece.from, piece.to)) {
        const { answered, missed } = countStored(call);
        yield { grain, at: call.facts.firstAt, calls: 1, answered, missed, ...NO_GAPS };
      }
    } else if (grain === quarter) {
      yield* ask.listQuarters(quarter.bucketOf(piece.from), quarter.bucketOf(piece.to));
    } else {
      for (const { day: number, counts, callers } of ask.listDays(day.bucketOf(piece.from), day.bucketOf(piece.to))) {
        const { incoming, outgoing, internal, answered, missed } = counts;
        yield { grain, at: day.startOf(number), calls: incoming + outgoing + internal, answered, missed, ...callers };
      }
    }
  }
}

/** How many callers of this figure had not called since `start`, nor earlier in it; NaN where its buckets cannot tell. */
export function countNewCallersSince(start: number, figure: Figure): number {
  const { grain, at } = figure;
  if (grain === null) return Number.NaN;
  const first = grain.bucketOf(start);
  return grain.startOf(first) === start ? countNewCallers(figure, grain.bucketOf(at) - first) : Number.NaN;
}

/** What reads the short stretches at the ends of what is asked; several parts of an answer ask for the same. */
export function createCallReader(figures: CallFigures, workspace: Workspace): Asked['listCalls'] {
  const known = new Map<string, readonly StoredCall[]>();
  return (from, to) => {
    const key = `${from} ${to}`;
    let calls = known.get(key);
    if (!calls) known.set(key, (calls = [...figures.listCalls(workspace, from, to)]));
    return calls;
  };
}

/** What reads quarters of an hour; it remembers the last ones. */
export function createQuarterReader(
  figures: CallFigures,
  workspace: Workspace,
  { quarter: grain }: Calendar,
): Asked['listQuarters'] {
  let last: { readonly from: number; readonly to: number; readonly quarters: readonly Figure[] } | undefined;
  return (from, to) => {
    if (last?.from === from && last.to === to) return last.quarters;
    const quarters: Figure[] = [];
    const [first, end] = [Math.floor(from / QUARTERS_TOGETHER), Math.ceil(to / QUARTERS_TOGETHER)];
    for (const [stretch, bytes] of figures.listQuarters(workspace, first, end)) {
      visitQuarters(bytes, (index, calls, answered, missed, gapsFrom, gapsTo) => {
        const quarter = stretch * QUARTERS_TOGETHER + index;
        if (calls === 0 || quarter < from || quarter >= to) return;
        quarters.push({
          grain,
          at: grain.startOf(quarter),
          calls,
          answered,
          missed,
          bytes,
          from: gapsFrom,
          to: gapsTo,
        });
      });
    }
    last = { from, to, quarters };
    return quarters;
  };
}
