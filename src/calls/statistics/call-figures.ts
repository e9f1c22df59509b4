import type { Workspace } from '../../domain/contact.ts';
import type { CallCounts, ExtensionCounts } from '../call-counts.ts';
import type { CallerGrain } from '../count-changes.ts';
import type { PackedDayGaps } from '../packed/packed-day-gaps.ts';
import type { PackedQuarters } from '../packed/packed-quarters.ts';
import type { Party } from '../party.ts';
import type { StoredCall } from '../record-calls.ts';
import type { PackedTally } from '../packed/tally.ts';

/** The counts of a day. */
export interface DayFigures {
  readonly day: number;
  readonly counts: CallCounts;
  /** Calls for each hour that the company's clock showed, 0 to 23, and behind them the missed ones. */
  readonly hours: Int32Array;
}

export interface ExtensionFigures extends ExtensionCounts {
  readonly extension: string;
}

/** What the log has counted, as statistics ask for it. Buckets are those of the company's calendar, `to` exclusive. */
export interface CallFigures {
  sumQuarters(workspace: Workspace, from: number, to: number): CallCounts;
  /** By blocks of QUARTERS_OF_BLOCK quarters, and by the numbers of blocks: the quarter's, divided by that and rounded down. */
  listQuarterBlocks(workspace: Workspace, from: number, to: number): readonly (readonly [number, PackedQuarters])[];
  listDays(workspace: Workspace, from: number, to: number): readonly DayFigures[];
  /** The callers of incoming calls of each day. */
  listDayCallers(workspace: Workspace, from: number, to: number): readonly (readonly [number, PackedDayGaps])[];
  sumExtensions(workspace: Workspace, grain: CallerGrain, from: number, to: number): readonly ExtensionFigures[];
  /** The tallies there are; what is missing must be counted from the calls. */
  listTallies(
    workspace: Workspace,
    grain: CallerGrain,
    from: number,
    to: number,
  ): Iterable<readonly [number, PackedTally]>;
  /** Ids of the callers of incoming calls between two instants, each as often as they called. */
  listCallers(workspace: Workspace, from: number, to: number): Iterable<number>;
  /** Whether a caller had an incoming call that began between two instants. */
  hasCalled(caller: number, from: number, to: number): boolean;
  largestCaller(): number;
  /** All calls between two instants. */
  listCalls(workspace: Workspace, from: number, to: number): Iterable<StoredCall>;
  /** Undefined when they were erased. */
  findNumber(caller: number): Party | undefined;
  /** The name that was last shown for a caller; undefined when there was none lately. */
  findLastName(caller: number): string | undefined;
}
