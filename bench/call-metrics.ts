import { setTimeout as sleep } from 'node:timers/promises';

/** What a service's `/metrics` say of its call log. */
export interface CallMetrics {
  readonly written: number;
  readonly dropped: number;
  readonly waiting: number;
}

const LOOK_EVERY_MILLISECONDS = 50;

export async function readCallMetrics(port: number): Promise<CallMetrics> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  const value = (name: string): number => {
    const line = text.split('\n').find((line) => line.startsWith(`${name} `));
    if (line === undefined) throw new Error(`${name} is not among the metrics`);
    return Number(line.slice(name.length));
  };
  return {
    written: value('ringname_call_events_total{outcome="written"}'),
    dropped: value('ringname_call_events_total{outcome="dropped"}'),
    waiting: value('ringname_call_events_waiting'),
  };
}

/** Waits until the service has written what it was told. */
export async function untilWritten(port: number): Promise<void> {
  while ((await readCallMetrics(port)).waiting > 0) await sleep(LOOK_EVERY_MILLISECONDS);
}
