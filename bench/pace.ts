import type { Connection } from './connections.ts';

/** Sends the next request; `since` is the moment its waiting counts from. */
export type Ask = (connection: Connection, since: number) => void;

/** Decides which connection asks when. */
export interface Pace {
  /** Resolves when the time is over and everything asked is answered. */
  run(connections: readonly Connection[]): Promise<void>;
  answered(connection: Connection, now: number): void;
}

/** Each connection asks again as soon as it is answered. */
export function createFullLoad(ask: Ask, seconds: number): Pace {
  let end = 0;
  let busy = 0;
  let finish = ignore;
  return {
    async run(connections) {
      end = performance.now() + seconds * 1000;
      busy = connections.length;
      for (const connection of connections) ask(connection, performance.now());
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    answered(connection, now) {
      if (now < end) ask(connection, now);
      else if ((busy -= 1) === 0) finish();
    },
  };
}

/**
 * Asks when a request is due, whether or not others are answered, on the connection that was free longest. Looks at the
 * clock all the time: a timer would come up to a millisecond late, and that would be counted as the server's.
 */
export function createFixedRate(ask: Ask, rate: number, seconds: number): Pace {
  const free: Connection[] = [];
  return {
    async run(connections) {
      free.push(...connections);
      let due = performance.now();
      const end = due + seconds * 1000;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          const connection = due < end && due <= performance.now() ? free.shift() : undefined;
          if (connection) {
            ask(connection, due);
            due += 1000 / rate;
          }
          if (due < end || free.length < connections.length) setImmediate(look);
          else resolve();
        };
        look();
      });
    },
    answered(connection) {
      free.push(connection);
    },
  };
}

function ignore(): void {}
