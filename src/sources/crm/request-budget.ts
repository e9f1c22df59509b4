/** Who asks: a ringing phone goes before a sync. */
export type Priority = 'ring' | 'sync';

/** At most so many requests in so many milliseconds. */
export interface RateWindow {
  readonly requests: number;
  readonly per: number;
}

/** What one connector may ask of its CRM, whoever asks. */
export interface RequestBudget {
  /** Waits for a place; call what it resolves to when the request is over. Rejects with the signal's reason. */
  enter(priority: Priority, signal: AbortSignal): Promise<() => void>;
  /** Nobody enters for so many milliseconds: the CRM asked for it. */
  pause(milliseconds: number): void;
  /** Milliseconds until a pause is over; 0 when there is none. */
  pauseLeft(): number;
}

interface Waiting {
  readonly priority: Priority;
  readonly admit: () => void;
}

/** A sync leaves so much of a window, and one place, to the phones that ring. */
const KEPT_FOR_RINGS = 0.2;

/** `now` in milliseconds. */
export function createRequestBudget(
  { concurrency, windows }: { readonly concurrency: number; readonly windows: readonly RateWindow[] },
  now: () => number,
): RequestBudget {
  let running = 0;
  let pausedUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting: Waiting[] = [];
  const entered: number[][] = windows.map(() => []);

  const msUntilFree = (priority: Priority): number => {
    if (running >= limitFor(priority, concurrency)) return Infinity;
    const waits = windows.map(({ requests, per }, index) => {
      const times = (entered[index] ??= []);
      while (times[0] !== undefined && times[0] <= now() - per) times.shift();
      const oldest = times.at(-limitFor(priority, requests));
      return oldest === undefined ? 0 : oldest + per - now();
    });
    return Math.max(0, pausedUntil - now(), ...waits);
  };

  const admitWaiting = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const priority of ['ring', 'sync'] as const) {
      for (let next = findFirst(priority); next !== undefined; next = findFirst(priority)) {
        const wait = msUntilFree(priority);
        if (wait > 0) {
          if (wait < Infinity) timer ??= setTimeout(admitWaiting, wait);
          break;
        }
        waiting.splice(waiting.indexOf(next), 1);
        running += 1;
        for (const times of entered) times.push(now());
        next.admit();
      }
      // Who waits for a window does so in front of every sync.
      if (findFirst(priority) !== undefined) return;
    }
  };

  const findFirst = (priority: Priority) => waiting.find((one) => one.priority === priority);

  const leave = (): void => {
    running -= 1;
    admitWaiting();
  };

  return {
    enter(priority, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const abandon = (): void => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal.reason as Error);
        };
        const entry: Waiting = {
          priority,
          admit: () => {
            signal.removeEventListener('abort', abandon);
            resolve(once(leave));
          },
        };
        signal.addEventListener('abort', abandon, { once: true });
        waiting.push(entry);
        admitWaiting();
      });
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, now() + milliseconds);
    },
    pauseLeft: () => Math.max(0, pausedUntil - now()),
  };
}

function limitFor(priority: Priority, limit: number): number {
  return priority === 'ring' || limit === 1 ? limit : limit - Math.max(1, Math.floor(limit * KEPT_FOR_RINGS));
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
