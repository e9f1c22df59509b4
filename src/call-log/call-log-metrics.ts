import { Counter, Gauge, type Metric } from 'prom-client';
import type { CallLog } from './call-log.ts';

/** What `/metrics` tells of a call log. */
export function callLogMetrics({ counters, whyNotWriting, listeners }: CallLog): Metric[] {
  const events = new Counter({
    name: 'ringname_call_events_total',
    help: 'Events of calls, by what became of them; dropped ones are in no statistics',
    labelNames: ['outcome'],
    registers: [],
    collect() {
      const { written, dropped } = counters();
      this.reset();
      this.inc({ outcome: 'written' }, written);
      this.inc({ outcome: 'dropped' }, dropped);
    },
  });
  const waiting = new Gauge({
    name: 'ringname_call_events_waiting',
    help: 'Events of calls that are not written yet',
    registers: [],
    collect() {
      this.set(counters().waiting);
    },
  });
  const writing = new Gauge({
    name: 'ringname_call_log_writing',
    help: '1 while calls are being written, 0 while that fails; /readyz says why',
    registers: [],
    collect() {
      this.set(whyNotWriting() === undefined ? 1 : 0);
    },
  });
  const listening = new Gauge({
    name: 'ringname_call_listeners',
    help: 'Who listens to live calls',
    registers: [],
    collect() {
      this.set(listeners());
    },
  });
  return [events, waiting, writing, listening];
}
