import { Counter, Histogram, Registry, collectDefaultMetrics, type Metric } from 'prom-client';
import type { UnnamedReason } from './answer-call.ts';
import { handOn } from './domain/awaitable.ts';
import type { Lookup } from './domain/lookup-result.ts';

export interface Metrics {
  /** Adds what counts itself. */
  register(metrics: readonly Metric[]): void;
  /** The same lookup, counted by its outcome and how long it took. */
  measured(lookup: Lookup): Lookup;
  countCacheHit(): void;
  /** A ringing phone that got no name, and why. */
  countUnnamed(reason: UnnamedReason): void;
  expose(): Promise<{ contentType: string; text: string }>;
  close(): void;
}

/** Counts for `/metrics`, in Prometheus' format. They hold no numbers and no names. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'ringname_lookup_seconds',
    help: 'How long a look-up took, by its outcome',
    labelNames: ['outcome'],
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.2, 0.4, 1],
    registers: [registry],
  });
  const bySource = {
    found: seconds.labels('found'),
    unknown: seconds.labels('unknown'),
    unavailable: seconds.labels('unavailable'),
  };
  const hits = new Counter({
    name: 'ringname_cache_hits_total',
    help: 'Look-ups in the contacts that the cache answered',
    registers: [registry],
  });
  const unnamed = new Counter({
    name: 'ringname_unnamed_total',
    help: 'Ringing phones that got no name, by the reason',
    labelNames: ['reason'],
    registers: [registry],
  });

  return {
    register: (metrics) => metrics.forEach((metric) => registry.registerMetric(metric)),
    measured: (lookup) => (question, trace) => {
      const started = performance.now();
      return handOn(lookup(question, trace), (result) => {
        bySource[result.outcome].observe((performance.now() - started) / 1000);
        return result;
      });
    },
    countCacheHit: () => hits.inc(),
    countUnnamed: (reason) => unnamed.labels(reason).inc(),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => registry.clear(),
  };
}
