import type { Workspace } from '../../domain/contact.ts';
import type { CallFigures } from './call-figures.ts';
import { countNewCallers } from '../packed/packed-gaps.ts';
import { QUARTERS_OF_BLOCK, visitQuarters, type PackedQuarters } from '../packed/packed-quarters.ts';

/** The quarters of an hour of one answer, numbered since 1970: read when they are asked for, and remembered. */
export interface QuarterReader {
  /** Gives each quarter from `from` to `to` (exclusive) that had calls to `visit`. */
  visit(
    from: number,
    to: number,
    visit: (quarter: number, calls: number, answered: number, missed: number) => void,
  ): void;
  /** How many different callers called in these quarters who had not called in those from `sinceQuarter` up to `from`. */
  countCallers(from: number, to: number, sinceQuarter: number): number;
}

/** Read together: an hour asks for few, a year for all, and each question of the database costs as much as some rows. */
const BLOCKS_READ = 64;
const QUARTERS_READ = BLOCKS_READ * QUARTERS_OF_BLOCK;

/** What was read, each quarter by its place: lists of numbers, for objects of so many quarters would take longer than the rest. */
interface ReadQuarters {
  readonly first: number;
  readonly calls: Int32Array;
  readonly answered: Int32Array;
  readonly missed: Int32Array;
  /** Of each block, and where in it the PackedGaps of each quarter begin and end. */
  readonly packed: PackedQuarters[];
  readonly gapsFrom: Int32Array;
  readonly gapsTo: Int32Array;
}

export function createQuarterReader(figures: CallFigures, workspace: Workspace): QuarterReader {
  const read = new Map<number, ReadQuarters>();

  const quartersAt = (quarter: number): ReadQuarters => {
    const number = Math.floor(quarter / QUARTERS_READ);
    let found = read.get(number);
    if (!found) read.set(number, (found = readQuarters(figures, workspace, number * BLOCKS_READ)));
    return found;
  };

  return {
    visit: (from, to, visit) => {
      for (let quarter = from; quarter < to;) {
        const { first, calls, answered, missed } = quartersAt(quarter);
        for (const end = Math.min(to, first + QUARTERS_READ); quarter < end; quarter++) {
          const place = quarter - first;
          const count = calls[place] ?? 0;
          if (count > 0) visit(quarter, count, answered[place] ?? 0, missed[place] ?? 0);
        }
      }
    },
    countCallers: (from, to, sinceQuarter) => {
      let callers = 0;
      for (let quarter = from; quarter < to;) {
        const { first, packed, gapsFrom, gapsTo } = quartersAt(quarter);
        for (const end = Math.min(to, first + QUARTERS_READ); quarter < end; quarter++) {
          const place = quarter - first;
          const bytes = packed[Math.floor(place / QUARTERS_OF_BLOCK)];
          if (bytes)
            callers += countNewCallers(bytes, gapsFrom[place] ?? 0, gapsTo[place] ?? 0, quarter - sinceQuarter);
        }
      }
      return callers;
    },
  };
}

function readQuarters(figures: CallFigures, workspace: Workspace, firstBlock: number): ReadQuarters {
  const numbers = () => new Int32Array(QUARTERS_READ);
  const [calls, answered, missed, gapsFrom, gapsTo] = [numbers(), numbers(), numbers(), numbers(), numbers()];
  const packed: PackedQuarters[] = [];
  for (const [block, bytes] of figures.listQuarterBlocks(workspace, firstBlock, firstBlock + BLOCKS_READ)) {
    packed[block - firstBlock] = bytes;
    const before = (block - firstBlock) * QUARTERS_OF_BLOCK;
    visitQuarters(bytes, (quarter, callsOf, answeredOf, missedOf, from, to) => {
      calls[before + quarter] = callsOf;
      answered[before + quarter] = answeredOf;
      missed[before + quarter] = missedOf;
      gapsFrom[before + quarter] = from;
      gapsTo[before + quarter] = to;
    });
  }
  return { first: firstBlock * QUARTERS_OF_BLOCK, calls, answered, missed, packed, gapsFrom, gapsTo };
}
