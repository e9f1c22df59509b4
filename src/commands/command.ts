import type { Environment } from '../setting-reader.ts';

/** One word of the command line. Gets what stands behind it, and answers the exit code. */
export type Command = (args: readonly string[], readEnvironment: () => Environment) => Promise<number>;
