import type { Benchmark, Figure, Scale } from './benchmark.ts';
import { knownNumber, nameOf } from './contacts.ts';
import { startLoadGenerator, type Callers, type LoadGenerator, type LoadResult } from './load.ts';
import { loadFolders } from './loaded-folders.ts';
import { cpuMicroseconds } from './process-usage.ts';
import { startBaseline, type ServerProcess } from './server-process.ts';
import { startService, TOKEN } from './service.ts';
import { median } from './statistics.ts';

/** Requests a second of the calm stretch, many times what a busy telephone exchange makes. */
const CALM_RATE = 1_000;
/** A calm stretch is longer than one at full load, for its percentiles come from fewer requests. */
const CALM_STRETCH = 2;
/** Until what is compiled while it runs has been compiled. */
const WARM_UP_SECONDS = 2;

type Name = 'node:http' | 'express' | 'ringname';

interface Candidate {
  readonly name: Name;
  readonly callers: Callers;
  readonly server: ServerProcess;
}

/** One candidate in one round. */
interface Measurement {
  readonly full: LoadResult;
  readonly calm: LoadResult;
  readonly requestsPerSecond: number;
  readonly cpuMicrosecondsPerRequest: number;
}

type Round = Readonly<Record<Name, Measurement>>;

/** The text webhook with all contacts loaded, beside a bare node:http server and a bare Express app. */
export const benchmarkWebhook: Benchmark = async (scale) => {
  const generator = startLoadGenerator();
  const candidates = await startCandidates();
  try {
    for (const candidate of candidates) await load(generator, candidate, WARM_UP_SECONDS, null);
    const rounds: Round[] = [];
    for (let round = 0; round < scale.rounds; round += 1) {
      // A B C, then C B A: what drifts on the machine falls on all of them alike.
      rounds.push(await measureRound(generator, round % 2 === 0 ? candidates : candidates.toReversed(), scale));
    }
    return { table: createTable(rounds), figures: createFigures(rounds), measurements: rounds };
  } finally {
    generator.close();
    await Promise.all(candidates.map(({ server }) => server.close()));
  }
};

async function startCandidates(): Promise<Candidate[]> {
  const expected = { caller: knownNumber(0), name: nameOf(0), patienceSeconds: 30 };
  // What the call log costs is measured by `calls`: the same service with it and without it.
  const service = await startService(await loadFolders(), expected, { CALL_LOG: 'off' });
  return [
    { name: 'node:http', callers: 'all-fixed', server: await startBaseline('node-http-server') },
    { name: 'express', callers: 'all-fixed', server: await startBaseline('express-server') },
    { name: 'ringname', callers: 'mixed', server: service },
  ];
}

async function measureRound(
  generator: LoadGenerator,
  candidates: readonly Candidate[],
  { seconds }: Scale,
): Promise<Round> {
  const round: Partial<Record<Name, Measurement>> = {};
  for (const candidate of candidates) {
    const cpuBefore = cpuMicroseconds(candidate.server.pid);
    const full = await load(generator, candidate, seconds, null);
    const cpu = cpuMicroseconds(candidate.server.pid) - cpuBefore;
    const calm = await load(generator, candidate, seconds * CALM_STRETCH, CALM_RATE);
    round[candidate.name] = {
      full,
      calm,
      requestsPerSecond: full.requests / full.seconds,
      cpuMicrosecondsPerRequest: cpu / full.requests,
    };
  }
  return round as Round;
}

async function load(
  generator: LoadGenerator,
  { server, callers }: Candidate,
  seconds: number,
  rate: number | null,
): Promise<LoadResult> {
  return generator.run({ port: server.port, token: TOKEN, callers, seconds, rate });
}

const COLUMNS: Readonly<Record<string, (measurement: Measurement) => number>> = {
  'requests/s': ({ requestsPerSecond }) => requestsPerSecond,
  'CPU µs/request': ({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest,
  'p50 ms': ({ full }) => full.p50,
  'p99 ms': ({ full }) => full.p99,
  [`p50 ms at ${CALM_RATE}/s`]: ({ calm }) => calm.p50,
  [`p99 ms at ${CALM_RATE}/s`]: ({ calm }) => calm.p99,
  [`p999 ms at ${CALM_RATE}/s`]: ({ calm }) => calm.p999,
  'generator busy': ({ full }) => full.generatorBusy,
};

function createTable(rounds: readonly Round[]): Record<string, Record<string, number>> {
  const row = (name: Name): Record<string, number> =>
    Object.fromEntries(
      Object.entries(COLUMNS).map(([column, read]) => [column, median(rounds.map((round) => read(round[name])))]),
    );
  return { 'node:http': row('node:http'), express: row('express'), ringname: row('ringname') };
}

function createFigures(rounds: readonly Round[]): Figure[] {
  const ratio = (read: (measurement: Measurement) => number, to: Name): number =>
    median(rounds.map((round) => read(round.ringname) / read(round[to])));
  return [
    {
      name: 'requests/s, ringname / node:http',
      value: ratio(({ requestsPerSecond }) => requestsPerSecond, 'node:http'),
      goal: { bound: 'at least', value: 0.55, aim: 0.7 },
    },
    {
      name: 'requests/s, ringname / express',
      value: ratio(({ requestsPerSecond }) => requestsPerSecond, 'express'),
      goal: { bound: 'at least', value: 2 },
    },
    {
      name: 'CPU per request, ringname / node:http',
      value: ratio(({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest, 'node:http'),
    },
    {
      name: 'p99 at full load, ringname / express',
      value: ratio(({ full }) => full.p99, 'express'),
      goal: { bound: 'at most', value: 1 },
    },
    {
      name: `p99 at ${CALM_RATE}/s, ringname / express`,
      value: ratio(({ calm }) => calm.p99, 'express'),
      goal: { bound: 'at most', value: 1 },
    },
    {
      name: `p99 at ${CALM_RATE}/s, ringname / node:http`,
      value: ratio(({ calm }) => calm.p99, 'node:http'),
      goal: { bound: 'at most', value: 4 },
    },
  ];
}
