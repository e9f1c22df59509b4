import { openConnections, type Connection } from './connections.ts';
import type { LoadOrder, LoadReply, LoadResult } from './load.ts';
import { createFixedRate, createFullLoad, type Ask } from './pace.ts';
import { createRequests, type Requests } from './requests.ts';
import { quantile } from './statistics.ts';

/**
 * The process that makes load: raw sockets and ready-made requests, for an HTTP client costs more than the servers that
 * are measured. Every answer's status and length are checked, and the whole text of every sixteenth.
 */
const CONNECTIONS = 64;
const CHECK_EVERY = 16;
const MAX_SAMPLES = 1_000_000;
const PATIENCE_MILLISECONDS = 5_000;

/** The requests for one server, and which is next. */
interface Row {
  readonly requests: Requests;
  next: number;
}

const rows = new Map<string, Row>();

process.on('message', (order: LoadOrder) => {
  run(order).then((result) => reply({ result }), fail);
});

/** The first message is what counts: a benchmark with a wrong answer is over. */
function fail(error: unknown): void {
  reply({ error: String(error) });
}

function reply(message: LoadReply): void {
  process.send?.(message);
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const row = rowFor(order);
  const latencies = new Float64Array(MAX_SAMPLES);
  let answers = 0;
  const ask = createAsk(row);
  const pace =
    order.rate === null ? createFullLoad(ask, order.seconds) : createFixedRate(ask, order.rate, order.seconds);
  const answered = (connection: Connection, body: Buffer): void => {
    const now = performance.now();
    checkAnswer(row.requests, connection.asked, body);
    if (answers < MAX_SAMPLES) latencies[answers] = now - connection.since;
    answers += 1;
    pace.answered(connection, now);
  };
  const connections = await openConnections(order.port, CONNECTIONS, answered, fail);
  const outOfPatience = setTimeout(fail, order.seconds * 1000 + PATIENCE_MILLISECONDS, 'an answer did not come');
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await pace.run(connections);
  const milliseconds = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  clearTimeout(outOfPatience);
  for (const { socket } of connections) socket.destroy();
  const sorted = latencies.subarray(0, answers).toSorted();
  return {
    requests: answers,
    seconds: milliseconds / 1000,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    p999: quantile(sorted, 0.999),
    max: quantile(sorted, 1),
    generatorBusy: (cpu.user + cpu.system) / 1000 / milliseconds,
  };
}

function rowFor({ port, token, callers }: LoadOrder): Row {
  const key = `${port} ${token} ${callers}`;
  const row = rows.get(key) ?? { requests: createRequests(token, callers), next: 0 };
  rows.set(key, row);
  return row;
}

function createAsk(row: Row): Ask {
  return (connection, since) => {
    connection.asked = row.next;
    connection.since = since;
    connection.socket.write(row.requests.bytes(row.next));
    row.next = (row.next + 1) % row.requests.count;
  };
}

function checkAnswer(requests: Requests, asked: number, body: Buffer): void {
  const lengthIsRight = body.length === requests.expectedLength(asked);
  if (lengthIsRight && (asked % CHECK_EVERY !== 0 || body.equals(requests.expected(asked)))) return;
  const wanted = requests.expected(asked).toString();
  throw new Error(`"${body.toString()}", not "${wanted}", was the answer to ${requests.bytes(asked).toString()}`);
}
