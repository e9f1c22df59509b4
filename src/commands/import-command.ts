import { basename, extname } from 'node:path';
import { parseConfig, type Config } from '../config.ts';
import { AppError } from '../domain/app-error.ts';
import { MAIN_WORKSPACE } from '../domain/contact.ts';
import type { ImportReport } from '../domain/import-report.ts';
import { parseSourceName } from '../domain/source-name.ts';
import { importFile, type ImportJob } from '../contacts/import-file.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Command } from './command.ts';
import { parseArguments } from './parse-arguments.ts';
import { createProgressBar } from './progress-bar.ts';

/** `ringname import <file>`: puts a contact file's contacts in the place of what its source had. */
export const importCommand: Command = async (args, readEnvironment) => {
  const { path, job } = readArguments(args);
  const config = parseConfig(readEnvironment());
  const store = openSqliteStore(config.dataDir);
  const bar = createProgressBar(process.stderr);
  try {
    const report = await importFile(store, { ...job, path, country: config.country }, bar.show);
    bar.clear();
    process.stdout.write(renderReport(report, job.dryRun, config));
    return 0;
  } catch (error) {
    bar.clear();
    if (error instanceof AppError && isReport(error.detail['report'])) {
      process.stdout.write(renderReport(error.detail['report'], true, config));
    }
    throw error;
  } finally {
    await store.close();
  }
};

const OPTIONS = {
  source: { type: 'string' },
  'dry-run': { type: 'boolean' },
  force: { type: 'boolean' },
  map: { type: 'string', multiple: true },
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
} as const;

function readArguments(args: readonly string[]): { path: string; job: Omit<ImportJob, 'path' | 'country'> } {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const [path, ...others] = positionals;
  if (path === undefined) throw new AppError('invalid', 'Which file? ringname import <file>');
  if (others.length > 0) throw new AppError('invalid', `One file at a time; what is "${others[0]}"?`);
  const { source, encoding, delimiter, map } = values;
  return {
    path,
    job: {
      workspace: MAIN_WORKSPACE,
      source: { name: parseSourceName(source ?? basename(path, extname(path))), kind: 'upload', fileStamp: null },
      shownAs: path,
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
      ...(map === undefined ? {} : { map: readMap(map) }),
      dryRun: values['dry-run'] ?? false,
      force: values.force ?? false,
    },
  };
}

/** A field may be given several times, as for several phone columns. */
function readMap(choices: readonly string[]): Record<string, string[]> {
  const map: Record<string, string[]> = {};
  for (const choice of choices) {
    const [, field, column] = /^([^=]+)=(.+)$/s.exec(choice) ?? [];
    if (field === undefined || column === undefined) {
      throw new AppError('invalid', `--map ${choice}: write it as field=Column, such as phone=Telefoon`);
    }
    (map[field] ??= []).push(column);
  }
  return map;
}

function isReport(value: unknown): value is ImportReport {
  return typeof value === 'object' && value !== null && 'rejectedTotal' in value;
}

const MOST_SHOWN_REJECTIONS = 20;

function renderReport(report: ImportReport, changedNothing: boolean, { country }: Config): string {
  const { source, format, encoding, delimiter, rows, contacts, numbers, columns, rejected, rejectedTotal } = report;
  const written = delimiter === null ? '' : `, columns divided by ${JSON.stringify(delimiter)}`;
  const used = Object.entries(columns).map(([column, field]) => `  ${column} → ${field}`);
  const shown = rejected.slice(0, MOST_SHOWN_REJECTIONS).map(({ line, column, value, reason }) => {
    return `  line ${line}${column === null ? '' : `, ${column}`}: ${JSON.stringify(value)}: ${reason}`;
  });
  const more = rejectedTotal - shown.length;
  const done = report.unchanged ? 'the same as last time' : changedNothing ? 'nothing was changed' : 'imported';
  return [
    `${source}: ${contacts} contacts with ${numbers} numbers, of ${rows} rows; ${done} (${report.seconds.toFixed(1)} s)`,
    `read as ${format} in ${encoding}${written}; numbers without a country code as ${country}`,
    ...(used.length > 0 ? ['columns:', ...used] : []),
    ...(report.repaired > 0 ? [`${report.repaired} numbers were mended`] : []),
    ...(report.duplicates > 0 ? [`${report.duplicates} rows repeat an earlier one`] : []),
    ...(rejectedTotal > 0 ? [`${rejectedTotal} could not be used:`, ...shown] : []),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ].join('\n');
}
