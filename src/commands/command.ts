import type { Config } from '../config.ts';

/** One word of the command line. Gets what stands behind it, and answers the exit code. */
export type Command = (args: readonly string[], readConfig: () => Config) => Promise<number>;
