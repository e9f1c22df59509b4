import { built, startScript } from '../support/script-process.ts';

/**
 * Starts an import of new contacts in a process of its own, and kills that process, as kill -9 does, when it has come
 * to this point: in the middle of the file, or with everything written but not committed.
 */
export async function killImport(directory: string, point: 'reading' | 'committing'): Promise<void> {
  const child = await startScript(`
    import { writeSync } from 'node:fs';
    import { openSqliteStore } from ${built('store/sqlite-store.ts')};
    const reached = (point) => {
      if (point !== ${JSON.stringify(point)}) return;
      writeSync(1, 'reached');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    };
    const contact = { person: 'Nieuw', company: null, contactUrl: null, numbers: ['+31201234567'], ranges: [] };
    async function* contacts() {
      for (let batch = 0; batch < 100; batch++) yield Array.from({ length: 1000 }, () => contact);
      reached('reading');
    }
    const origin = { name: 'klanten', kind: 'upload', fileStamp: null };
    await openSqliteStore(${JSON.stringify(directory)}).replaceContacts('main', origin, contacts(), () => {
      reached('committing');
    });`);
  await child.kill();
}
