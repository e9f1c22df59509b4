import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Who the callers are, and so which answers are right. */
export type Callers =
  /** 70 % known, 30 % unknown, asked of a service that holds all contacts. */
  | 'mixed'
  /** The same callers, asked of a service without contacts. */
  | 'all-unknown'
  /** The same callers, asked of a server that answers everybody alike. */
  | 'all-fixed';

/** One stretch of load on a server of this machine. */
export interface LoadOrder {
  readonly port: number;
  /** Of the webhook URL. */
  readonly token: string;
  readonly callers: Callers;
  readonly seconds: number;
  /** Requests a second, sent when they are due whether or not others are answered; null: as many as it can. */
  readonly rate: number | null;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds; at a fixed rate from the moment the request was due. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Share of the time the generator itself was busy: near 1 without a fixed rate, it was the limit. */
  readonly generatorBusy: number;
}

/** What the generator's process answers: a result, or why there is none. */
export type LoadReply = { readonly result: LoadResult } | { readonly error: string };

/** A process that makes load. */
export interface LoadGenerator {
  /** Rejects when an answer is not a 200 with the right name. */
  run(order: LoadOrder): Promise<LoadResult>;
  close(): void;
}

/** Starts the process. Its requests go on where they stopped, for each port, so that few callers come twice. */
export function startLoadGenerator(): LoadGenerator {
  const child = fork(new URL('load-generator.js', import.meta.url));
  return {
    async run(order) {
      child.send(order);
      const [reply] = (await once(child, 'message')) as [LoadReply];
      if ('error' in reply) throw new Error(reply.error);
      return reply.result;
    },
    close() {
      child.kill();
    },
  };
}
