import { workerData } from 'node:worker_threads';
import { importFile } from './import-file.ts';
import { applySpooledSync } from '../connectors/spooled-sync.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { serveThread } from '../thread.ts';
import type { WriterWork } from './writer-thread.ts';

/** The thread behind `startWriter`. */
const store = openSqliteStore(workerData as string);

serveThread<WriterWork>({
  importFile: ([job], note) => importFile(store, job, note),
  applySync: ([spooled]) => applySpooledSync(store, spooled),
  recordError: (args) => store.recordError(...args),
  updateSource: (args) => store.updateSource(...args),
  deleteSource: (args) => store.deleteSource(...args),
});
