import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../domain/app-error.ts';
import type { Contact, Workspace } from '../domain/contact.ts';
import type { ImportReport } from '../domain/import-report.ts';
import type { Country } from '../domain/phone-number.ts';
import type { ColumnChoice } from '../sources/file/table/map-columns.ts';
import { refuseLoss } from './refuse-loss.ts';
import { readContactFile, type ContactFile } from '../sources/file/read-contact-file.ts';
import { SourceError } from '../sources/source.ts';
import type { ContactCounts, ContactStore, SourceOrigin, StoredSource } from '../store/contact-store.ts';
import { refuseOtherKind } from '../store/write-source.ts';

/** A contact file that is to take the place of what its source had. */
export interface ImportJob {
  readonly workspace: Workspace;
  readonly source: SourceOrigin;
  readonly path: string;
  /** What the file is called where somebody is told of it. */
  readonly shownAs: string;
  /** For numbers without a country code, unless the source has a country of its own. */
  readonly country: Country;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly map?: ColumnChoice;
  /** Tell what would happen, and change nothing. */
  readonly dryRun: boolean;
  /** Also when the file yields nothing, or shrinks the source by more than half. */
  readonly force: boolean;
}

export interface ImportProgress {
  readonly bytesRead: number;
  readonly size: number;
}

/**
 * Imports a contact file: all of it or nothing. Content that was imported before in the same way is recognised, and
 * nothing is written. Rejects with AppError: `unusable-file`, with the report in its detail where there is one, when
 * the file is no contact file, yields nothing or shrinks an upload by more than half; `unavailable` when it could not be
 * read but may be another time; `conflict` when the source is of another kind. A source that is there keeps the reason.
 */
export async function importFile(
  store: ContactStore,
  job: ImportJob,
  onProgress: (progress: ImportProgress) => void = () => {},
): Promise<ImportReport> {
  const existing = (await store.listSources(job.workspace)).find(({ name }) => name === job.source.name);
  refuseOtherKind(existing, job.source);
  try {
    return await replaceSource(store, job, existing, onProgress);
  } catch (error) {
    const told = explain(error, job);
    // A refused upload leaves no source behind that was not there; a file in the folder is one from the start.
    if (!job.dryRun && (existing || job.source.kind === 'folder')) {
      const reason = told instanceof Error ? told.message : String(told);
      // Why the file failed is worth more than why that could not be noted.
      await store.recordError(job.workspace, job.source, reason).catch(() => {});
    }
    throw told;
  }
}

async function replaceSource(
  store: ContactStore,
  job: ImportJob,
  existing: StoredSource | undefined,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  const started = performance.now();
  const { workspace, source, path, encoding, delimiter, map } = job;
  const country = existing?.country ?? job.country;
  const fingerprint = await fingerprintOf(path, { country, encoding, delimiter, map });
  if (existing?.lastReport && existing.fingerprint === fingerprint) {
    const isNoted = existing.lastError === null && existing.fileStamp === source.fileStamp;
    if (!job.dryRun && !isNoted) await store.recordError(workspace, source, null);
    return { ...existing.lastReport, unchanged: true, seconds: (performance.now() - started) / 1000 };
  }

  const options = { encoding, delimiter, map };
  const file = await readContactFile(path, { source: source.name, country, ...withoutUndefined(options) });
  const contacts = watched(file, onProgress);
  const approve = (before: ContactCounts) => {
    const report = { ...file.report(), seconds: (performance.now() - started) / 1000 };
    if (!job.force) refuseLoss(job.source, report, before.contacts, job.shownAs);
    return { report, fingerprint };
  };
  if (job.dryRun) {
    await readToEnd(contacts);
    return approve(existing ?? { contacts: 0, numbers: 0 }).report;
  }
  let report: ImportReport | undefined;
  await store.replaceContacts(workspace, source, contacts, (before) => {
    const approved = approve(before);
    ({ report } = approved);
    return approved;
  });
  return report ?? file.report();
}

async function readToEnd(batches: AsyncGenerator): Promise<void> {
  while (!(await batches.next()).done);
}

async function* watched(
  file: ContactFile,
  onProgress: (progress: ImportProgress) => void,
): AsyncGenerator<readonly Contact[]> {
  for await (const batch of file.contacts) {
    onProgress({ bytesRead: file.bytesRead(), size: file.size });
    yield batch;
  }
}

/** Changes with the content, and with whatever decides how it is read. Rejects with SourceError. */
async function fingerprintOf(path: string, options: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(options));
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isNoFile = code === 'ENOENT' || code === 'EISDIR';
    throw new SourceError(`${path}: cannot be read (${code})`, !isNoFile, { cause: error });
  }
  return hash.digest('hex');
}

function withoutUndefined<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function explain(error: unknown, { path, shownAs }: ImportJob): unknown {
  if (!(error instanceof SourceError)) return error;
  return new AppError(
    error.retryable ? 'unavailable' : 'unusable-file',
    error.message.replaceAll(path, shownAs),
    {},
    { cause: error },
  );
}
