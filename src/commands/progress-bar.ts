import type { ImportProgress } from '../contacts/import-file.ts';

export interface ProgressBar {
  show(progress: ImportProgress): void;
  /** Leaves the line as it was before. */
  clear(): void;
}

const WIDTH = 30;
const SHOW_EVERY_MS = 100;
const LINE_EVERY_MS = 5000;

/** A bar that grows on a terminal; elsewhere a line now and then. */
export function createProgressBar(output: NodeJS.WriteStream): ProgressBar {
  const every = output.isTTY ? SHOW_EVERY_MS : LINE_EVERY_MS;
  let shownAt = performance.now();
  return {
    show: ({ bytesRead, size }) => {
      const now = performance.now();
      if (now - shownAt < every) return;
      shownAt = now;
      const part = Math.min(1, bytesRead / size);
      const percent = `${Math.floor(part * 100)}%`;
      if (!output.isTTY) output.write(`${percent} read\n`);
      else output.write(`\r${'█'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '░')} ${percent}`);
    },
    clear: () => {
      if (output.isTTY) output.write('\r\u001b[K');
    },
  };
}
