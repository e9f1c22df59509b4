import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { knownNumber, nameOf } from './contacts.ts';
import { startLoadGenerator, type LoadGenerator, type LoadResult } from './load.ts';
import { loadFolders } from './loaded-folders.ts';
import { residentBytes } from './process-usage.ts';
import { ADMIN_TOKEN, startService, TOKEN } from './service.ts';
import { median } from './statistics.ts';

const ROWS = 1_000_000;
const FILE = fileURLToPath(new URL('../../bench/results/import.csv', import.meta.url));
const PARSE_ALONE = fileURLToPath(new URL('parse-alone.js', import.meta.url));
const LOOK_EVERY_MILLISECONDS = 50;
/** Rings while a file is imported: far more than an exchange has, few enough to leave it the processor. */
const RATE = 300;
const STRETCH_SECONDS = 2;

interface ImportRun {
  readonly seconds: number;
  readonly parseAloneSeconds: number;
  readonly residentBytesAboveIdle: number;
}

/**
 * A file of a million rows, eight columns and two million numbers: uploaded to a service that has a million contacts
 * already, beside csv-parse alone on the same file; then once more while phones ring.
 */
export const benchmarkImport: Benchmark = async ({ rounds }) => {
  await makeFile();
  const service = await startService(await loadFolders(), {
    caller: knownNumber(0),
    name: nameOf(0),
    patienceSeconds: 30,
  });
  const generator = startLoadGenerator();
  try {
    const runs: ImportRun[] = [];
    for (let round = 0; round < Math.min(rounds, 3); round += 1)
      runs.push(await measureImport(service.port, service.pid));
    const idle = await ring(generator, service.port);
    const during = await ringWhile(generator, service.port, upload(service.port, 'while-ringing'));
    await remove(service.port, 'while-ringing');
    const p99 = (stretches: readonly LoadResult[]): number => median(stretches.map((stretch) => stretch.p99));
    return {
      figures: [
        {
          name: 'import / csv-parse alone, time',
          value: median(runs.map(({ seconds, parseAloneSeconds }) => seconds / parseAloneSeconds)),
          goal: { bound: 'at most', value: 3 },
        },
        {
          name: 'resident memory while importing, MB above idle',
          value: Math.max(...runs.map((run) => run.residentBytesAboveIdle)) / 1e6,
          goal: { bound: 'at most', value: 250 },
        },
        {
          name: `p99 at ${RATE}/s, while importing / idle`,
          value: p99(during) / p99(idle),
          goal: { bound: 'at most', value: 3 },
        },
        {
          name: 'longest answer while importing, ms',
          value: Math.max(...during.map(({ max }) => max)),
          goal: { bound: 'at most', value: 50 },
        },
        { name: 'longest answer while idle, ms', value: Math.max(...idle.map(({ max }) => max)) },
      ],
      measurements: { megabytes: statSync(FILE).size / 1e6, runs, idle, during },
    };
  } finally {
    generator.close();
    await service.close();
  }
};

async function measureImport(port: number, pid: number): Promise<ImportRun> {
  const parseStarted = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [PARSE_ALONE, FILE]);
  if (Number(stdout) !== ROWS) throw new Error(`csv-parse found ${stdout} rows`);
  const parseAloneSeconds = (performance.now() - parseStarted) / 1000;

  const idle = residentBytes(pid);
  let highest = idle;
  const timer = setInterval(() => {
    highest = Math.max(highest, residentBytes(pid));
  }, LOOK_EVERY_MILLISECONDS);
  const started = performance.now();
  await upload(port, 'measured');
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  await remove(port, 'measured');
  return { seconds, parseAloneSeconds, residentBytesAboveIdle: highest - idle };
}

async function ring(generator: LoadGenerator, port: number): Promise<LoadResult[]> {
  const stretches: LoadResult[] = [];
  for (let stretch = 0; stretch < 5; stretch += 1) stretches.push(await ringOnce(generator, port));
  return stretches;
}

/** Rings until the work is done. */
async function ringWhile(generator: LoadGenerator, port: number, work: Promise<void>): Promise<LoadResult[]> {
  const stretches: LoadResult[] = [];
  const done = work.then(() => 'done' as const);
  let state: 'ringing' | 'done' = 'ringing';
  while (state === 'ringing') {
    const stretch = ringOnce(generator, port);
    state = await Promise.race([done, stretch.then(() => 'ringing' as const)]);
    stretches.push(await stretch);
  }
  return stretches;
}

function ringOnce(generator: LoadGenerator, port: number): Promise<LoadResult> {
  return generator.run({ port, token: TOKEN, callers: 'mixed', seconds: STRETCH_SECONDS, rate: RATE });
}

/** Sends the file as a person would, and checks that all of it was taken. */
async function upload(port: number, source: string): Promise<void> {
  const sending = request({
    host: '127.0.0.1',
    port,
    method: 'PUT',
    path: `/api/v1/sources/${source}/file`,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-length': statSync(FILE).size },
  });
  createReadStream(FILE).pipe(sending);
  const [response] = (await once(sending, 'response')) as [NodeJS.ReadableStream];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const report = JSON.parse(text) as { contacts?: number; numbers?: number };
  if (report.contacts !== ROWS || report.numbers !== 2 * ROWS)
    throw new Error(`the import answered ${text.slice(0, 500)}`);
}

async function remove(port: number, source: string): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  await fetch(`http://127.0.0.1:${port}/api/v1/sources/${source}`, { method: 'DELETE', headers });
}

async function makeFile(): Promise<void> {
  if (existsSync(FILE)) return;
  mkdirSync(join(FILE, '..'), { recursive: true });
  const file = createWriteStream(FILE);
  file.write('Klantnummer,Voornaam,Achternaam,Bedrijf,Plaats,Telefoon,Mobiel,Opmerking\r\n');
  for (let index = 0; index < ROWS; index += 1) {
    // None of the numbers that ring.
    const landline = 201_000_000 + index * 7;
    const mobile = 680_000_000 + index * 9;
    const row = `${index},Anna,"de Boer ""${index}""","Bakkerij, Delft ${index % 1000}",Delft,0${landline},+31${mobile},"belt graag, ook 's avonds"\r\n`;
    if (!file.write(row)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
