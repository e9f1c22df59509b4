import type { PeriodLength } from '../time/periods.ts';

/** What the calls of some time come to; part of the outside contract. Instants are ISO 8601 with the offset of the asked time zone. */
export interface Statistics {
  readonly from: string;
  readonly to: string;
  readonly by: PeriodLength;
  readonly timeZone: string;
  readonly calls: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly internal: number;
  readonly answered: number;
  readonly missed: number;
  readonly outgoingAnswered: number;
  /** Different callers of incoming calls, withheld ones left out. */
  readonly uniqueCallers: number;
  readonly knownCalls: number;
  readonly unknownCalls: number;
  readonly anonymousCalls: number;
  /** Of incoming calls; 0 when there were none. */
  readonly averageRingSeconds: number;
  readonly averageTalkSeconds: number;
  /** Missed calls whose caller was called within the next 24 hours, and those whose caller was not. */
  readonly missedCalledBack: number;
  readonly missedNotCalledBack: number;
  /** Without gaps; the first may begin before `from`, but only counts what is not before it. */
  readonly series: readonly SeriesPoint[];
  readonly topCallers: readonly TopCaller[];
  /** Each phone inside that made or got calls, those with most calls first. */
  readonly byExtension: readonly ExtensionStatistics[];
  /** For each hour of the day, 0 to 23. */
  readonly busiestHours: readonly HourStatistics[];
  /** As long a time right before. */
  readonly previous: PreviousStatistics;
}

export interface SeriesPoint {
  readonly start: string;
  readonly calls: number;
  readonly uniqueCallers: number;
  readonly answered: number;
  readonly missed: number;
}

export interface TopCaller {
  readonly number: string;
  /** As last shown; null when never. */
  readonly name: string | null;
  readonly calls: number;
}

export interface ExtensionStatistics {
  readonly extension: string;
  readonly calls: number;
  readonly answered: number;
  readonly missed: number;
}

export interface HourStatistics {
  readonly hour: number;
  readonly calls: number;
  readonly missed: number;
}

export interface PreviousStatistics {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly answered: number;
  readonly missed: number;
  readonly uniqueCallers: number;
}

/** What is asked; instants are milliseconds since 1970, `to` is exclusive. */
export interface StatisticsQuestion {
  readonly from: number;
  readonly to: number;
  readonly by: PeriodLength;
  /** IANA name. */
  readonly timeZone: string;
}
