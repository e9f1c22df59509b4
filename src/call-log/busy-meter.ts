/** Makes a function that tells how busy this thread has been since it was asked last: 0 (it only waited) to 1. */
export function createBusyMeter(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
