import type { Benchmark, Figure } from './benchmark.ts';
import { measureAnswers, type AnswerTime } from './call-answers.ts';
import { measureOverhead } from './call-overhead.ts';
import { soak } from './call-soak.ts';
import { measureWriting } from './call-writing.ts';
import { fillLog, type FilledLog } from './filled-log.ts';
import { median } from './statistics.ts';

/** Beside a log of all calls one of so small a part of them, of the same two years. */
const SMALL_PART = 10;
const ANSWER_GOAL_MS = 50;
const MEGABYTE = 1e6;
/** What a collection of garbage more or less makes. */
const SOAK_GROWTH_MB = 16;

interface MeasuredLog extends FilledLog {
  readonly answers: Record<string, AnswerTime>;
}

/** The call log: how soon it answers, how large it is, how fast it is written, and what it costs the webhook. */
export const benchmarkCalls: Benchmark = async (scale) => {
  const overhead = await measureOverhead(scale);
  const writing = await measureWriting(scale.rounds);
  const soaked = await soak(scale.soakSeconds);
  const small = await measureLog(scale.calls / SMALL_PART, scale.rounds);
  const large = await measureLog(scale.calls, scale.rounds);
  const figures: Figure[] = [
    slowest(small),
    slowest(large),
    { name: `bytes of file for a call, of ${small.calls.toLocaleString('en')}`, value: small.fileBytes / small.calls },
    { name: `bytes of file for a call, of ${large.calls.toLocaleString('en')}`, value: large.fileBytes / large.calls },
    { name: 'events a second that can be written', value: median(writing), goal: { bound: 'at least', value: 2000 } },
    {
      name: `events dropped of ${soaked.rate} a second for ${scale.soakSeconds} s`,
      value: soaked.dropped,
      goal: { bound: 'at most', value: 0 },
    },
    {
      name: 'resident memory meanwhile, MB more in the last third',
      value: soaked.growthBytes / MEGABYTE,
      goal: { bound: 'at most', value: SOAK_GROWTH_MB },
    },
    {
      name: 'webhook requests/s, with the log / a service without it',
      value: median(overhead.map(({ logged, unlogged }) => rate(logged) / rate(unlogged))),
      goal: { bound: 'at least', value: 0.9 },
    },
  ];
  const column = ({ answers }: MeasuredLog, read: (time: AnswerTime) => number): Record<string, number> =>
    Object.fromEntries(Object.entries(answers).map(([name, time]) => [name, read(time)]));
  const table = {
    [small.calls.toLocaleString('en')]: column(small, ({ medianMs }) => medianMs),
    [large.calls.toLocaleString('en')]: column(large, ({ medianMs }) => medianMs),
    'CPU ms': column(large, ({ cpuMs }) => cpuMs),
  };
  return { table, figures, measurements: { small, large, writing, soaked, overhead } };
};

async function measureLog(calls: number, rounds: number): Promise<MeasuredLog> {
  const { directory, log } = fillLog(calls);
  return { ...log, answers: await measureAnswers(directory, rounds) };
}

function slowest({ calls, answers }: MeasuredLog): Figure {
  const [name, { medianMs }] = Object.entries(answers).reduce((one, other) =>
    other[1].medianMs > one[1].medianMs ? other : one,
  );
  return {
    name: `slowest answer of ${calls.toLocaleString('en')} calls, ms (${name})`,
    value: medianMs,
    goal: { bound: 'at most', value: ANSWER_GOAL_MS },
  };
}

function rate({ requests, seconds }: { readonly requests: number; readonly seconds: number }): number {
  return requests / seconds;
}
