import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Report, Scale } from './benchmark.ts';
import { benchmarkCalls } from './calls.ts';
import { benchmarkConnectors } from './connectors.ts';
import { benchmarkImport } from './import.ts';
import { benchmarkMemory } from './memory.ts';
import { printReport } from './print-report.ts';
import { benchmarkStart } from './start.ts';
import { benchmarkWebhook } from './webhook.ts';

/**
 * `npm run bench [-- [--quick] [--long] [name…]]`: measures, shows each figure beside its goal, and writes everything as JSON. A
 * missed goal is shown and is no error: on a busy machine every figure is worse.
 */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  webhook: benchmarkWebhook,
  memory: benchmarkMemory,
  start: benchmarkStart,
  import: benchmarkImport,
  connectors: benchmarkConnectors,
  calls: benchmarkCalls,
};

const DEFAULT_SCALE: Scale = { rounds: 9, seconds: 1, calls: 10_000_000, soakSeconds: 60 };
const QUICK_SCALE: Scale = { rounds: 3, seconds: 0.5, calls: 1_000_000, soakSeconds: 10 };
/** As long as is asked of the call log; with `--long`. */
const LONG_SOAK_SECONDS = 600;
const RESULTS = fileURLToPath(new URL('../../bench/results', import.meta.url));

const options = new Set(process.argv.filter((argument) => argument.startsWith('--')));
const names = process.argv.slice(2).filter((argument) => !options.has(argument));
const unknown = names.find((name) => !(name in BENCHMARKS));
if (unknown === undefined) {
  const scale = options.has('--quick') ? QUICK_SCALE : DEFAULT_SCALE;
  const soakSeconds = options.has('--long') ? LONG_SOAK_SECONDS : scale.soakSeconds;
  await runBenchmarks(names.length > 0 ? names : Object.keys(BENCHMARKS), { ...scale, soakSeconds });
} else {
  console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exitCode = 1;
}

async function runBenchmarks(wanted: readonly string[], scale: Scale): Promise<void> {
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
