import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.ts';

/** Standard error; standard output is for the person who starts us. */
const STANDARD_ERROR = 2;
const MOST_CAUSES = 3;

/**
 * One JSON object a line. Of an error only what it says is written: libraries hang requests with their headers, and
 * bodies with their callers, on what they throw.
 */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const output = destination ?? pino.destination({ fd: STANDARD_ERROR, sync: true });
  return pino({ level, base: null, serializers: { err: (error) => whatItSays(error, MOST_CAUSES) } }, output);
}

function whatItSays(error: unknown, causes: number): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const hasCause = cause !== undefined && causes > 0;
  return { type: name, message, stack, ...(hasCause ? { cause: whatItSays(cause, causes - 1) } : {}) };
}
