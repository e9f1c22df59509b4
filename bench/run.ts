import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Report, Scale } from './benchmark.ts';
import { benchmarkConnectors } from './connectors.ts';
import { benchmarkImport } from './import.ts';
import { benchmarkMemory } from './memory.ts';
import { printReport } from './print-report.ts';
import { benchmarkStart } from './start.ts';
import { benchmarkWebhook } from './webhook.ts';

/**
 * `npm run bench [-- [--quick] [name…]]`: measures, shows each figure beside its goal, and writes everything as JSON. A
 * missed goal is shown and is no error: on a busy machine every figure is worse.
 */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  webhook: benchmarkWebhook,
  memory: benchmarkMemory,
  start: benchmarkStart,
  import: benchmarkImport,
  connectors: benchmarkConnectors,
};

const DEFAULT_SCALE: Scale = { rounds: 9, seconds: 1 };
const QUICK_SCALE: Scale = { rounds: 3, seconds: 0.5 };
const RESULTS = fileURLToPath(new URL('../../bench/results', import.meta.url));

const names = process.argv.slice(2).filter((argument) => argument !== '--quick');
const unknown = names.find((name) => !(name in BENCHMARKS));
if (unknown === undefined) {
  await runBenchmarks(names.length > 0 ? names : Object.keys(BENCHMARKS), process.argv.includes('--quick'));
} else {
  console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exitCode = 1;
}

async function runBenchmarks(wanted: readonly string[], quick: boolean): Promise<void> {
  const scale = quick ? QUICK_SCALE : DEFAULT_SCALE;
  const startedAt = new Date().toISOString();
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, loadAverage: loadavg()[0] };
  console.log(`Load average before the start: ${machine.loadAverage} on ${machine.cores} cores`);
  const reports: Record<string, Report> = {};
  for (const name of wanted) {
    const report = await BENCHMARKS[name]?.(scale);
    if (!report) continue;
    reports[name] = report;
    printReport(name, report);
  }
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${startedAt.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ startedAt, machine, scale, reports }, null, 2)}\n`);
  console.log(`Written to ${file}`);
}
