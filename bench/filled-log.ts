import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packEvents } from '../src/call-log/event-batch.ts';
import type { CallLogSettings } from '../src/call-log/settings.ts';
import { openCallLogWriter } from '../src/call-log/writer.ts';
import type { ReceivedEvent } from '../src/calls/event-facts.ts';
import { createHistory, HISTORY_END } from './call-history.ts';

/** A call log that holds a history. */
export interface FilledLog {
  readonly calls: number;
  readonly events: number;
  readonly fillSeconds: number;
  readonly fileBytes: number;
}

/** Makes the calls, and the code that writes them. */
const MAKERS = ['call-history.js', '../src/call-log/writer.js'];
/** Beside the results, which git ignores. */
const CACHE = fileURLToPath(new URL('../../bench/results/calls', import.meta.url));
/** Far more than the service writes at once: a history comes at once, too. */
const CALLS_OF_BATCH = 2000;
const HOUR_MS = 3_600_000;

/** How the call logs of the benchmarks are kept: none of their calls is ever too old. */
export function logSettings(dataDir: string): CallLogSettings {
  return { dataDir, country: 'NL', timeZone: 'Europe/Amsterdam', retentionDays: 36_500, hashKey: 'benchmark' };
}

/** The directory of a log that has recorded a history of so many calls: made once for each change of the service's own writer, by which it is recorded. */
export function fillLog(calls: number): { readonly directory: string; readonly log: FilledLog } {
  const directory = join(CACHE, `${calls}-${hashOfBuild()}`);
  const complete = join(directory, 'complete.json');
  if (!existsSync(complete)) {
    for (const name of existsSync(CACHE) ? readdirSync(CACHE) : [])
      if (name.startsWith(`${calls}-`)) rmSync(join(CACHE, name), { recursive: true });
    mkdirSync(directory, { recursive: true });
    console.log(`Recording ${calls} calls, once for each change of what writes them: about 100 s for each million`);
    writeFileSync(complete, JSON.stringify(recordHistory(directory, calls)));
  }
  return { directory, log: JSON.parse(readFileSync(complete, 'utf8')) as FilledLog };
}

function recordHistory(directory: string, calls: number): FilledLog {
  const writer = openCallLogWriter(logSettings(directory), () => HISTORY_END + HOUR_MS);
  const started = performance.now();
  let events = 0;
  let batch: ReceivedEvent[] = [];
  let told = 0;
  const flush = (): void => {
    writer.record([packEvents(batch)], false);
    events += batch.length;
    batch = [];
  };
  for (const call of createHistory(calls)) {
    batch.push(...call);
    if (++told % CALLS_OF_BATCH === 0) flush();
  }
  flush();
  while (writer.tidy().more);
  writer.clearLeftovers();
  writer.close();
  const fillSeconds = (performance.now() - started) / 1000;
  return { calls, events, fillSeconds, fileBytes: statSync(join(directory, 'calls.db')).size };
}

/** Changes with everything that could store calls differently: the makers, what they import, and so on. */
function hashOfBuild(): string {
  const hash = createHash('sha256');
  const files = new Set(MAKERS.map((file) => new URL(file, import.meta.url).href));
  // A set is walked up to what is added on the way.
  for (const file of files) {
    const code = readFileSync(new URL(file), 'utf8');
    hash.update(code);
    for (const [, imported = ''] of code.matchAll(/ from '(\.[^']+)'/g)) files.add(new URL(imported, file).href);
  }
  return hash.digest('hex').slice(0, 16);
}
