import type { ImportReport } from '../domain/import-report.ts';
import type { ImportJob, ImportProgress } from './import-file.ts';
import type { SpooledSync } from '../connectors/spooled-sync.ts';
import type { ContactStore } from '../store/contact-store.ts';
import { startThread } from '../thread.ts';

/** What writes contacts. */
export interface WriterWork {
  importFile(job: ImportJob): Promise<ImportReport>;
  applySync(spooled: SpooledSync): Promise<void>;
  recordError: ContactStore['recordError'];
  updateSource: ContactStore['updateSource'];
  deleteSource: ContactStore['deleteSource'];
}

export interface Writer extends WriterWork {
  importFile(job: ImportJob, onProgress?: (progress: ImportProgress) => void): Promise<ImportReport>;
  /**
   * Ends the work that is being done as if it had not begun, unless it is being committed at this moment; that and
   * whatever is asked from now on is rejected with AppError `unavailable`.
   */
  close(): Promise<void>;
}

/**
 * Starts the thread in which all writing of contacts is done, one piece of work after the other, so that the thread that
 * answers calls never waits for a lock. A thread that breaks down takes the work that was waiting with it (AppError
 * `unavailable`), and the next work gets a new one.
 */
export function startWriter(dataDir: string): Writer {
  const thread = startThread<WriterWork>('contacts/writer-worker', dataDir, 'writes contacts');
  return {
    importFile: (job, onProgress) =>
      thread.call('importFile', [job], (progress) => onProgress?.(progress as ImportProgress)),
    applySync: (spooled) => thread.call('applySync', [spooled]),
    recordError: (...args) => thread.call('recordError', args),
    updateSource: (...args) => thread.call('updateSource', args),
    deleteSource: (...args) => thread.call('deleteSource', args),
    close: thread.close,
  };
}
