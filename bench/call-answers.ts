import { pino } from 'pino';
import { openCallLog } from '../src/call-log/call-log.ts';
import { CALL_QUESTIONS } from './call-questions.ts';
import { logSettings } from './filled-log.ts';
import { median } from './statistics.ts';

/** How long one question took. */
export interface AnswerTime {
  readonly medianMs: number;
  /** Processor time of both threads: steadier on a machine that others use, too. */
  readonly cpuMs: number;
  readonly firstMs: number;
  /** Which the answer told of: a question that finds nothing is answered soon. */
  readonly calls: number;
}

/** What each question of the log in this directory takes, from the thread that asks through the one that reads and back. */
export async function measureAnswers(directory: string, rounds: number): Promise<Record<string, AnswerTime>> {
  const log = openCallLog(logSettings(directory), pino({ level: 'silent' }));
  try {
    const times: Record<string, AnswerTime> = {};
    // One question after the other, as people ask: the second time the same pages of the file are in memory.
    for (const [name, ask] of CALL_QUESTIONS) {
      const milliseconds: number[] = [];
      const cpu: number[] = [];
      let calls = 0;
      for (let round = 0; round < rounds; round += 1) {
        const cpuBefore = process.cpuUsage();
        const started = performance.now();
        calls = await ask(log);
        milliseconds.push(performance.now() - started);
        const { user, system } = process.cpuUsage(cpuBefore);
        cpu.push((user + system) / 1000);
      }
      times[name] = {
        medianMs: median(milliseconds),
        cpuMs: median(cpu),
        firstMs: milliseconds[0] ?? Number.NaN,
        calls,
      };
    }
    return times;
  } finally {
    await log.close();
  }
}
