import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { hookUrl, personOfCrm, startServiceWithCrm, timed } from './crm.ts';

const PEOPLE = 2000;
const KNOWN_A_SECOND = 250;
const UNKNOWN_A_SECOND = 25;

const FAULTS = [
  'refusing',
  'hanging',
  'hanging in its answer',
  'breaking off',
  'out of order',
  'too busy',
  'broken JSON',
  '50 MB',
  'refusing our token',
  'empty',
];

/** What phones notice of one fault: the milliseconds of every answer. */
export interface FaultMeasurement {
  /** About numbers known here, while the CRM was well and while it was not. */
  readonly well: readonly number[];
  readonly ill: readonly number[];
  /** About numbers that only the CRM could know, while it was not well. */
  readonly unknown: readonly number[];
}

/** Each fault on a service of its own, so that one that is left alone for a while does not hide the next. */
export async function measureFaults(
  rounds: number,
  seconds: number,
): Promise<Readonly<Record<string, readonly FaultMeasurement[]>>> {
  const found: Record<string, FaultMeasurement[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const fault of FAULTS) (found[fault] ??= []).push(await measureFault(fault, seconds));
  }
  return found;
}

async function measureFault(fault: string, seconds: number): Promise<FaultMeasurement> {
  const agents = { known: new Agent({ keepAlive: true }), unknown: new Agent({ keepAlive: true }) };
  const { service, be, synced, close } = await startServiceWithCrm(PEOPLE);
  try {
    await be('well');
    await synced();
    let callers = PEOPLE;
    const ring = async () => {
      const known: Promise<number>[] = [];
      const unknown: Promise<number>[] = [];
      const end = performance.now() + seconds * 1000;
      for (let count = 0; performance.now() < end; count += 1) {
        const person = personOfCrm(count % PEOPLE);
        known.push(timed(hookUrl(service.port, person.number), person.name, agents.known));
        if (count % (KNOWN_A_SECOND / UNKNOWN_A_SECOND) === 0) {
          unknown.push(timed(hookUrl(service.port, personOfCrm((callers += 1)).number), '', agents.unknown));
        }
        await sleep(1000 / KNOWN_A_SECOND);
      }
      return { known: await Promise.all(known), unknown: await Promise.all(unknown) };
    };
    await ring();
    const before = await ring();
    await be(fault, seconds * 1000 + 500);
    const ill = await ring();
    if (fault === 'refusing') await sleep(1000);
    await be('well');
    const after = await ring();
    return { well: [...before.known, ...after.known], ill: ill.known, unknown: ill.unknown };
  } finally {
    agents.known.destroy();
    agents.unknown.destroy();
    await close();
  }
}
