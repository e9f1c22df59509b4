import type { PeriodLength } from '../calls/time/periods.ts';
import type { Statistics } from '../calls/statistics/statistics.ts';
import { renderBar, renderTable } from './render-table.ts';

const BAR_WIDTH = 30;

/** Statistics as people read them in a terminal. */
export function renderStatistics(statistics: Statistics): string {
  const parts = [
    `Calls from ${minutes(statistics.from)} to ${minutes(statistics.to)}, ${statistics.timeZone}\n`,
    renderTotals(statistics),
    renderSeries(statistics),
    renderHours(statistics),
    renderTopCallers(statistics),
    renderExtensions(statistics),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function renderTotals(statistics: Statistics): string {
  const { previous } = statistics;
  const total = (name: string, value: number | string, note = ''): string =>
    `${name.padEnd(14)} ${String(value).padStart(8)}${note && `  ${note}`}\n`;
  const before = (value: number): string => `${value} in the period before`;
  return [
    total('calls', statistics.calls, before(previous.calls)),
    total('incoming', statistics.incoming, before(previous.incoming)),
    total('  answered', statistics.answered, before(previous.answered)),
    total('  missed', statistics.missed, `${statistics.missedCalledBack} called back within 24 hours`),
    total('outgoing', statistics.outgoing, `${statistics.outgoingAnswered} answered`),
    total('internal', statistics.internal),
    total('callers', statistics.uniqueCallers, before(previous.uniqueCallers)),
    total('known', statistics.knownCalls, `${statistics.unknownCalls} unknown, ${statistics.anonymousCalls} withheld`),
    total('rang', seconds(statistics.averageRingSeconds), 'on average'),
    total('talked', seconds(statistics.averageTalkSeconds), 'on average'),
  ].join('');
}

function renderSeries({ by, series }: Statistics): string {
  const most = Math.max(...series.map(({ calls }) => calls));
  const rows = series.map(({ start, calls, uniqueCallers, answered, missed }) => [
    startOf(start, by),
    calls,
    uniqueCallers,
    answered,
    missed,
    renderBar(calls, most, BAR_WIDTH),
  ]);
  return renderTable([by, 'calls', 'callers', 'answered', 'missed', ''], rows);
}

function renderHours({ busiestHours, calls }: Statistics): string {
  if (calls === 0) return '';
  const most = Math.max(...busiestHours.map((each) => each.calls));
  const rows = busiestHours
    .filter((each) => each.calls > 0)
    .map((each) => [
      `${String(each.hour).padStart(2, '0')}:00`,
      each.calls,
      each.missed,
      renderBar(each.calls, most, BAR_WIDTH),
    ]);
  return renderTable(['time of day', 'calls', 'missed', ''], rows);
}

function renderTopCallers({ topCallers }: Statistics): string {
  if (topCallers.length === 0) return '';
  const rows = topCallers.map(({ number, name, calls }) => [number, calls, name ?? '']);
  return renderTable(['caller', 'calls', 'name'], rows);
}

function renderExtensions({ byExtension }: Statistics): string {
  if (byExtension.length === 0) return '';
  const rows = byExtension.map(({ extension, calls, answered, missed }) => [extension, calls, answered, missed]);
  return renderTable(['phone', 'calls', 'answered', 'missed'], rows);
}

/** As much of a period's beginning as tells it from the others: the offset, too, where an hour comes twice. */
function startOf(start: string, by: PeriodLength): string {
  return by === 'hour'
    ? `${minutes(start)} ${start.slice(-6)}`
    : by === 'month'
      ? start.slice(0, 7)
      : start.slice(0, 10);
}

function minutes(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
