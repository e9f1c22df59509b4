import type { Figure, Report } from './benchmark.ts';

const NAME_WIDTH = 56;
const NUMBER_WIDTH = 10;

/** Shows a report on the terminal: its table, then each figure beside its goal. */
export function printReport(title: string, { table, figures }: Report): void {
  console.log(`\n${title}\n${'-'.repeat(title.length)}`);
  if (table) console.log(`${formatTable(table)}\n`);
  for (const figure of figures) console.log(formatFigure(figure));
}

function formatTable(table: NonNullable<Report['table']>): string {
  const rows = Object.keys(table);
  const columns = Object.keys(Object.values(table)[0] ?? {});
  const heading = formatLine('', rows);
  const lines = columns.map((column) =>
    formatLine(
      column,
      rows.map((row) => formatNumber(table[row]?.[column] ?? Number.NaN)),
    ),
  );
  return [heading, ...lines].join('\n');
}

function formatLine(name: string, cells: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(NUMBER_WIDTH)).join(' ');
}

function formatFigure({ name, value, goal }: Figure): string {
  const found = formatLine(name, [formatNumber(value)]);
  if (!goal) return found;
  const reached = goal.bound === 'at least' ? value >= goal.value : value <= goal.value;
  const aim = goal.aim === undefined ? '' : `, aim ${goal.aim}`;
  return `${found}  ${reached ? 'ok' : 'MISSED'} (${goal.bound} ${goal.value}${aim})`;
}

function formatNumber(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
