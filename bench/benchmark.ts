/** How long to measure. */
export interface Scale {
  readonly rounds: number;
  /** Of each stretch at full load. */
  readonly seconds: number;
  /** In the call log. */
  readonly calls: number;
  /** How long to write call events without a pause. */
  readonly soakSeconds: number;
}

/** One thing that was found, and what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly goal?: Goal;
}

interface Goal {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** Better than the goal, and wished for. */
  readonly aim?: number;
}

/** What a benchmark found. Everything is written as JSON; `table` and `figures` are also shown. */
export interface Report {
  readonly table?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly figures: readonly Figure[];
  /** The single measurements. */
  readonly measurements: unknown;
}

export type Benchmark = (scale: Scale) => Promise<Report>;
