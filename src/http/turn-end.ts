/**
 * Makes a function that puts work off to the end of this turn of the event loop, where all of it is done at once. For what
 * is written to sockets: each write wakes its reader, and waking one that sleeps costs more than to find a name. Written
 * together, the first wakes it for all; one that is alone leaves as soon as it would have. An error goes to
 * `reportFailure` and keeps nothing else from being done.
 */
export function createTurnEnd(reportFailure: (error: unknown) => void): (work: () => void) => void {
  let waiting: (() => void)[] = [];

  function doAll(): void {
    const ready = waiting;
    waiting = [];
    for (const work of ready) {
      try {
        work();
      } catch (error) {
        reportFailure(error);
      }
    }
  }

  return (work) => {
    if (waiting.push(work) === 1) setImmediate(doAll);
  };
}
