import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { measureFaults, type FaultMeasurement } from './crm-faults.ts';
import { hookUrl, personOfCrm, startServiceWithCrm, timed, type ServiceWithCrm } from './crm.ts';
import { residentBytes } from './process-usage.ts';
import { median, quantile } from './statistics.ts';

const PEOPLE = 200_000;
const LOOKUPS = 300;
const LOOK_EVERY_MILLISECONDS = 50;
const SETTLING_MILLISECONDS = 2000;

/** A fault's stretches are longer than those at full load, for their percentiles come from fewer requests. */
const FAULT_STRETCH = 4;
/** There are many faults: they are measured in one round of so many. */
const FAULT_SHARE = 3;

/**
 * A CRM behind a connector: how fast its contacts are fetched, what asking it adds to its own answer time, and what phones
 * notice when it is ill.
 */
export const benchmarkConnectors: Benchmark = async ({ rounds, seconds }) => {
  const both = await startServiceWithCrm(PEOPLE);
  let sync: { seconds: number; bytesAboveIdle: number };
  let lookups: { own: number[]; live: number[] };
  try {
    sync = await measureSync(both);
    lookups = await measureLookups(both);
  } finally {
    await both.close();
  }
  const faults = await measureFaults(Math.ceil(rounds / FAULT_SHARE), seconds * FAULT_STRETCH);
  const all = Object.values(faults).flat();
  const table = {
    'p99 well': figuresOf(faults, (found) => p99(found.flatMap(({ well }) => well))),
    'p99 ill': figuresOf(faults, (found) => p99(found.flatMap(({ ill }) => ill))),
    'no name': figuresOf(faults, (found) => Math.max(...found.flatMap(({ unknown }) => unknown))),
  };
  return {
    table,
    figures: [
      {
        name: 'live look-up, ms over the CRM’s own answer time',
        value: median(lookups.live) - median(lookups.own),
        goal: { bound: 'at most', value: 3 },
      },
      { name: 'sync, contacts a second', value: PEOPLE / sync.seconds },
      { name: `memory of a sync of ${PEOPLE} contacts, MB above idle`, value: sync.bytesAboveIdle / 1e6 },
      {
        name: 'p99 of known numbers, all faults / CRM well',
        value: p99(all.flatMap(({ ill }) => ill)) / p99(all.flatMap(({ well }) => well)),
      },
      { name: 'longest answer about unknown numbers, ms', value: Math.max(...Object.values(table['no name'])) },
    ],
    measurements: { lookups, sync, faults: table },
  };
};

/** The first sync, of a service that has just begun. */
async function measureSync({
  service,
  be,
  synced,
}: ServiceWithCrm): Promise<{ seconds: number; bytesAboveIdle: number }> {
  await sleep(SETTLING_MILLISECONDS);
  const idle = residentBytes(service.pid);
  let highest = idle;
  const timer = setInterval(() => {
    highest = Math.max(highest, residentBytes(service.pid));
  }, LOOK_EVERY_MILLISECONDS);
  const started = performance.now();
  await be('well');
  await synced();
  const seconds = (performance.now() - started) / 1000;
  // The thread that writes tidies up behind a sync.
  await sleep(SETTLING_MILLISECONDS);
  clearInterval(timer);
  return { seconds, bytesAboveIdle: highest - idle };
}

async function measureLookups({ service, crm }: ServiceWithCrm): Promise<{ own: number[]; live: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const own: number[] = [];
  const live: number[] = [];
  for (let index = 1; index <= LOOKUPS; index += 1) {
    const { number, name } = personOfCrm(PEOPLE + index);
    own.push(await timed(`http://127.0.0.1:${crm.port}/people?phone=${number.slice(2)}`, name, agent));
    live.push(await timed(hookUrl(service.port, number), name, agent));
  }
  agent.destroy();
  return { own, live };
}

function p99(milliseconds: readonly number[]): number {
  return quantile(Float64Array.from(milliseconds).toSorted(), 0.99);
}

/** One figure of each fault, from all its rounds. */
function figuresOf(
  faults: Readonly<Record<string, readonly FaultMeasurement[]>>,
  figure: (found: readonly FaultMeasurement[]) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(faults).map(([fault, found]) => [fault, figure(found)]));
}
